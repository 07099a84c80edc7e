/** An element to write; `attributes` in the order given. Names are UBL's, the prefix follows from leaf or branch. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
}

/** A basic component (`cbc`); nothing without text, because empty elements are not allowed. */
export const leaf = (
  name: string,
  text: string | undefined,
  attributes: Readonly<Record<string, string>> = {},
): readonly XmlNode[] => (text === undefined ? [] : [{ name: `cbc:${name}`, attributes, content: text }]);

/** An aggregate component (`cac`); nothing without children. */
export function branch(name: string, ...children: readonly (readonly XmlNode[])[]): readonly XmlNode[] {
  const content = children.flat();
  return content.length === 0 ? [] : [{ name: `cac:${name}`, attributes: {}, content }];
}

/** The same tree is always the same text: two spaces a level, line feeds, UTF-8. */
export const xmlText = (root: XmlNode): string => `<?xml version="1.0" encoding="UTF-8"?>\n${nodeText(root, '')}`;

function nodeText({ name, attributes, content }: XmlNode, indent: string): string {
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner =
    typeof content === 'string'
      ? escaped(content)
      : `\n${content.map((child) => nodeText(child, `${indent}  `)).join('')}${indent}`;
  return `${indent}<${name}${start.join('')}>${inner}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** A carriage return goes out as a reference: a parser would read the plain one as a line feed. */
const escaped = (text: string): string => text.replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? '');
