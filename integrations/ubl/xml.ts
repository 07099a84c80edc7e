import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Refused } from '../../domain/errors.ts';
import { shown } from '../../domain/money.ts';
import { UblElement } from './element.ts';

/** UBL nests about 15 deep with a signature inside; what goes further is made to hurt. */
export const xmlMaxDepth = 64;

/** Tags of a file: the largest document that is read has about 400,000, and a tree of millions costs gigabytes. */
export const xmlMaxTags = 1_000_000;

const malformed = (detail: string): Refused => new Refused('FILE_MALFORMED', { detail });

// Entities stay off (no document type, so there are none to declare): the five of XML itself are read below.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false, // amounts are exact text, never floats
  trimValues: false,
  processEntities: false,
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: xmlMaxDepth,
});

/**
 * Reads XML as a tree of elements by local name. Throws FILE_MALFORMED with the place: not well-formed, any document type
 * or entity declaration, an undeclared entity, an encoding other than UTF-8, nested deeper than `xmlMaxDepth`. Throws
 * FILE_TOO_LARGE beyond `xmlMaxTags`.
 */
export function parseXml(text: string): UblElement {
  refuseTooManyTags(text);
  refuseDeclarations(text);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw malformed(`Line ${verdict.err.line}: ${verdict.err.msg}`);
  const roots = elementsOf(parsed(text), () => '');
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw malformed('An XML document has exactly one root element.');
  return root;
}

function refuseTooManyTags(text: string): void {
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) tags += 1;
  if (tags > xmlMaxTags)
    throw new Refused('FILE_TOO_LARGE', { detail: `${tags} tags; at most ${xmlMaxTags} are read.` });
}

/** A DOCTYPE is refused before any parser sees it: entity bombs and external entities have no other way in. */
function refuseDeclarations(text: string): void {
  for (const { 0: found, index } of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<!/g))
    if (found === '<!')
      throw malformed(
        `Line ${text.slice(0, index).split('\n').length}: a document type or entity declaration is not read.`,
      );
  const encoding = /^<\?xml[^>]*encoding=["']([^"']*)["']/.exec(text)?.[1];
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding))
    throw malformed(`The encoding ${shown(encoding)} is not read; UTF-8 is.`);
}

function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw malformed(why.startsWith('Maximum nested') ? `It is nested deeper than ${xmlMaxDepth} elements.` : why);
  }
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The parser's ordered form, `[{ 'cbc:ID': [{ '#text': '7' }], ':@': { attribute: 'value' } }]`, as elements. */
function elementsOf(nodes: unknown, pathOf: (label: string) => string): readonly UblElement[] {
  const found = listOf(nodes).flatMap((node) =>
    entries(node)
      .filter(([name]) => !name.startsWith('#') && name !== ':@')
      .map(([name, content]) => ({ name, local: localName(name), content, node })),
  );
  const counts = new Map<string, number>();
  for (const { local } of found) counts.set(local, (counts.get(local) ?? 0) + 1);
  const seen = new Map<string, number>();
  return found.map(({ name, local, content, node }) => {
    const position = (seen.get(local) ?? 0) + 1;
    seen.set(local, position);
    const path = pathOf((counts.get(local) ?? 0) > 1 ? `${local}[${position}]` : local);
    return new UblElement({
      name: local,
      prefix: name.slice(0, -local.length).replace(/:$/, ''),
      path,
      attributes: new Map(
        entries(new Map(entries(node)).get(':@')).map(([key, value]) => [key, decoded(String(value))]),
      ),
      children: elementsOf(content, (label) => (path === '' ? label : `${path}/${label}`)),
      ownText: textOf(content),
    });
  });
}

const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

function textOf(content: unknown): string {
  return listOf(content)
    .flatMap((node) => entries(node))
    .map(([name, value]) => (name === '#text' ? decoded(String(value)) : name === '#cdata' ? cdataOf(value) : ''))
    .join('');
}

const cdataOf = (value: unknown): string =>
  listOf(value)
    .flatMap((node) => entries(node))
    .map(([, text]) => String(text))
    .join('');

const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([^;&]{0,32}));/g, (whole, hex, dec, name) => {
    const code = hex === undefined ? Number(dec) : Number.parseInt(String(hex), 16);
    const character = name === undefined ? characterOf(code) : predefined[String(name)];
    if (character === undefined) throw malformed(`The entity ${shown(whole)} is not declared.`);
    return character;
  });
}

const characterOf = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
