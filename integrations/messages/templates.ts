import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLanguage } from '../../domain/message-settings.ts';
import { whyNotTemplate } from './check-template.ts';
import { formsOf, scopes, templateNames, type Form, type TemplateName } from './scopes.ts';
import { wordsSchema, type Words } from './words.ts';

/** Templates of one language. */
export interface Language {
  readonly words: Words;
  /** Its text; of a template that there is. */
  template(name: TemplateName, form: Form): string;
  /** A partial in a form: `_name.html` before `_name`, which serves all forms. */
  partial(name: string, form: Form): string | undefined;
}

export type Catalogue = ReadonlyMap<string, Language>;

/** Templates that cannot be used: every problem at once. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Files of a language by their names. */
type Files = ReadonlyMap<string, string>;

const wordsFile = 'words.json';
const templateFile = (name: string, form: Form): string => `${name}.${form}.mustache`;
const needed: readonly string[] = [
  wordsFile,
  ...templateNames.flatMap((name) => formsOf(name).map((form) => templateFile(name, form))),
];

/**
 * Reads the templates that ship, and over them those of a deployment: a file there takes the place of the one of its name, a folder
 * of another language must be complete. Throws TemplateError: a file that is none, a language that lacks one, a tag that is not
 * closed, a name that a template may not use.
 */
export async function loadTemplates(shipped: string, own?: string): Promise<Catalogue> {
  const problems: string[] = [];
  const base = await readLanguages(shipped, problems);
  const over = own === undefined ? new Map<string, Files>() : await readLanguages(own, problems);
  const catalogue = new Map<string, Language>();
  for (const language of new Set([...base.keys(), ...over.keys()])) {
    const files = new Map([...(base.get(language) ?? []), ...(over.get(language) ?? [])]);
    const found = whyNotLanguage(files).map((problem) => `${language}/${problem}`);
    problems.push(...found);
    if (found.length === 0) catalogue.set(language, languageOf(files));
  }
  if (problems.length > 0) throw new TemplateError(problems.join('\n'));
  return catalogue;
}

async function readLanguages(folder: string, problems: string[]): Promise<Map<string, Files>> {
  const languages = new Map<string, Files>();
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(unreadable(folder))) {
    if (!entry.isDirectory() || !isLanguage(entry.name)) problems.push(`${join(folder, entry.name)} is no folder of a language, such as es`);
    else languages.set(entry.name, await readFiles(join(folder, entry.name)));
  }
  return languages;
} // prettier-ignore

const unreadable = (path: string) => (error: unknown) => {
  throw new TemplateError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
};

async function readFiles(folder: string): Promise<Files> {
  const names = await readdir(folder).catch(unreadable(folder));
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8').catch(unreadable(name))] as const); // prettier-ignore
  return new Map(await Promise.all(texts));
}

function whyNotLanguage(files: Files): readonly string[] {
  const known = (name: string): boolean =>
    needed.includes(name) || /^_[a-z-]+(\.(subject|text|html|slack))?\.mustache$/.test(name);
  const missing = needed.filter((name) => !files.has(name)).map((name) => `${name} is missing`);
  const strange = [...files.keys()].filter((name) => !known(name)).map((name) => `${name} is no template`);
  if (missing.length + strange.length > 0) return [...missing, ...strange];
  const words = wordsSchema.safeParse(jsonOf(files.get(wordsFile)));
  const wrongWords = words.error?.issues.map(({ path, message }) => `${wordsFile}: ${path.join('.')}: ${message}`) ?? [];
  return [
    ...wrongWords,
    ...templateNames.flatMap((name) =>
      formsOf(name).flatMap((form) =>
        whyNotTemplate(files.get(templateFile(name, form)) ?? '', scopes[name], (partial) => partialOf(files, partial, form))
          .map((problem) => `${templateFile(name, form)}: ${problem}`),
      ),
    ),
  ];
} // prettier-ignore

function jsonOf(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error); // a text is no table of words, and says so
  }
}

const partialOf = (files: Files, name: string, form: Form): string | undefined =>
  files.get(`_${name}.${form}.mustache`) ?? files.get(`_${name}.mustache`);

const languageOf = (files: Files): Language => ({
  words: wordsSchema.parse(jsonOf(files.get(wordsFile))),
  template: (name, form) => files.get(templateFile(name, form)) ?? '',
  partial: (name, form) => partialOf(files, name, form),
});
