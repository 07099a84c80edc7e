import Mustache from 'mustache';
import type { MessageFacts } from '../../domain/notice-facts.ts';
import type { Topic } from '../../domain/notices.ts';
import { line } from './line.ts';
import { templateOf, type Form } from './scopes.ts';
import type { Catalogue, Language } from './templates.ts';
import { viewOf, type MessageFormats, type Reading } from './view.ts';

/** What a message is written from. */
export interface Telling {
  readonly topic: Topic;
  readonly facts: MessageFacts;
}

/** How somebody reads: BCP 47 locale and IANA zone. */
export interface Region {
  readonly locale: string;
  readonly zone: string;
}

export interface RenderingDeps {
  readonly catalogue: Catalogue;
  readonly formatsOf: (region: Region) => MessageFormats;
  /** The deployment's own. */
  readonly region: Region;
  /** Where the console is: `https://countersign.example`. */
  readonly publicUrl: string;
}

/** Who reads, as far as it is known. */
export type Reader = Partial<Region>;

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Renderer {
  /** The language of a reader: that of his locale, else the one that is set, else English. */
  languageOf(reader: Reader, set: string): string;
  mail(telling: Telling, reader: Reader, language: string): Mail;
  /** In Slack's own markup. */
  slack(telling: Telling, language: string): { readonly subject: string; readonly text: string };
}

const fallback = 'en';
const languageIn = (locale: string): string => (locale.split('-')[0] ?? '').toLowerCase();

/** Writes messages: facts and templates in, texts out; nothing is read and nothing is kept. */
export function createRenderer({ catalogue, formatsOf, region, publicUrl }: RenderingDeps): Renderer {
  const readingOf = (reader: Reader, lang: string): Reading & { readonly language: Language } => {
    const language = catalogue.get(lang);
    if (!language) throw new Error(`there are no templates in ${lang}`);
    // Dates in the language of the text: of the reader's locale where it is one of that language.
    const locale = [reader.locale, region.locale].find((one) => one !== undefined && languageIn(one) === lang) ?? lang;
    const formats = formatsOf({ locale, zone: reader.zone ?? region.zone });
    return { lang, language, words: language.words, formats, publicUrl };
  };
  return {
    languageOf: ({ locale }, set) =>
      [...(locale === undefined ? [] : [languageIn(locale)]), set].find((one) => catalogue.has(one)) ?? fallback,
    mail({ topic, facts }, reader, lang) {
      const reading = readingOf(reader, lang);
      const view = viewOf(topic, facts, reading);
      const write = (form: Form, more = {}): string =>
        written(reading.language, templateOf(topic, facts), form, { ...view, ...more });
      const subject = line(write('subject'));
      return { subject, text: write('text'), html: write('html', { subject }) };
    },
    slack({ topic, facts }, lang) {
      const reading = readingOf({}, lang);
      const view = viewOf(topic, facts, reading);
      const write = (form: Form): string => written(reading.language, templateOf(topic, facts), form, view);
      return { subject: line(write('subject')), text: write('slack').trim() };
    },
  };
}

/** How values become harmless in a form: HTML is escaped by mustache's own rule, Slack by its three characters. */
const escapes: Readonly<Record<Form, (value: unknown) => string>> = {
  subject: String,
  text: String,
  html: (value) => Mustache.escape(String(value)),
  slack: (value) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
};

const written = (language: Language, name: ReturnType<typeof templateOf>, form: Form, view: object): string =>
  Mustache.render(language.template(name, form), view, (partial) => language.partial(partial, form), { escape: escapes[form] }); // prettier-ignore
