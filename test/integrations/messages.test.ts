import Mustache from 'mustache';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { formsOf, templateOf, templateNames } from '../../integrations/messages/scopes.ts';
import { aRenderer, publicUrl } from '../support/messages.ts';
import { everyMessage, nameOf } from './some-messages.ts';

const renderer = aRenderer();
const reader = { zone: 'Europe/Madrid' };
const languages = ['en', 'es'] as const;
const hasSlack = (message: ReturnType<typeof everyMessage>[number]): boolean =>
  formsOf(templateOf(message.topic, message.facts)).includes('slack');
const cases = everyMessage().flatMap((message) =>
  languages.map((language) => ({ name: nameOf(message), language, message })),
);

afterEach(() => vi.restoreAllMocks());

test('every template is written by some topic', () => {
  expect(new Set(cases.map(({ message: { topic, facts } }) => templateOf(topic, facts)))).toEqual(
    new Set(templateNames),
  );
});

describe('every message, in both languages', () => {
  test.each(cases)('$name in $language', async ({ name, language, message }) => {
    const empty: string[] = [];
    vi.spyOn(Mustache.Writer.prototype, 'escapedValue').mockImplementation(function (
      this: unknown,
      token,
      context,
      config,
    ) {
      const value: unknown = context.lookup(String(token[1]));
      if (typeof value !== 'string' || value.trim() === '') empty.push(String(token[1]));
      const escape = (config as { escape: (text: unknown) => string }).escape;
      return escape(value);
    });
    const { subject, text, html } = renderer.mail(message, reader, language);
    const slack = hasSlack(message) ? renderer.slack(message, language).text : '';
    expect(empty).toEqual([]);
    expect(subject).toMatch(/^\S.{5,}$/);
    expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
    for (const one of [subject, text, slack]) expect(one).not.toMatch(/\{\{|undefined|null|NaN|&amp;|\[object/);
    expect(text).not.toMatch(/\n\n\n/);
    const shown = [`Subject: ${subject}`, '', text, ...(slack === '' ? [] : ['--- Slack', slack, ''])].join('\n');
    await expect(shown).toMatchFileSnapshot(`messages/${language}/${name.replaceAll(' ', '-')}.txt`);
  });

  const english = /\b(the|of|your|is|was|has|waits?|until|by|there|more|details|signed|asked|policy|what|new|open|overdue|customer|done|reminder)\b/i; // prettier-ignore
  test.each(cases.filter(({ language }) => language === 'es'))(
    '$name has no English left in Spanish',
    ({ message }) => {
      const { subject, text, html } = renderer.mail(message, reader, 'es');
      const slack = hasSlack(message) ? renderer.slack(message, 'es').text : '';
      const words = [
        subject,
        text,
        html.replace(/[\s\S]*<\/head>/, '').replaceAll(/<[^>]*>/g, ' '),
        slack.replaceAll(/<https[^|]*/g, ''),
      ];
      const ours = words.map((one) => one.replaceAll(/countersign .*/gi, '').replaceAll(/https:\S+/g, ''));
      for (const one of ours) expect(one).not.toMatch(english);
      expect(renderer.mail(message, reader, 'en').text).not.toBe(text);
    },
  );
});

describe('texts of people and documents (bad input)', () => {
  const script = `<script>alert(1)</script>"'&\r\nBcc: eve@example.com\u202E<!channel> {{lang}}`;
  test.each(everyMessage(() => script).map((message) => ({ name: nameOf(message), message })))(
    '$name shows a script as text',
    ({ message }) => {
      const { subject, text, html } = renderer.mail(message, reader, 'en');
      expect(subject).not.toMatch(/[\r\n\u202E]/);
      expect(html).not.toMatch(/<script|<!channel/);
      expect(html.replaceAll(/\n/g, ' ')).not.toContain('en eve'); // {{lang}} of a text is never filled in
      expect(text).not.toMatch(/^Bcc:/m);
      if (!hasSlack(message)) return;
      const slack = renderer.slack(message, 'en').text;
      const links = slack.match(/<[^>]*>/g) ?? [];
      expect(links.filter((link) => !link.startsWith(`<${publicUrl}/`))).toEqual([]);
    },
  );

  test('are cut to what a message can carry', () => {
    const [message] = everyMessage(() => 'x'.repeat(100_000));
    expect(message && renderer.mail(message, reader, 'en').html.length).toBeLessThan(20_000);
  });
});

describe('language and zone', () => {
  test('the language is that of the locale, else the one that is set, else English', () => {
    expect(renderer.languageOf({ locale: 'es-MX' }, 'en')).toBe('es');
    expect(renderer.languageOf({ locale: 'de-DE' }, 'es')).toBe('es');
    expect(renderer.languageOf({}, 'es')).toBe('es');
    expect(renderer.languageOf({ locale: 'de-DE' }, 'fr')).toBe('en');
  });

  test('times are in the zone of the reader and say so; dates are in the language of the text', () => {
    const [asked] = everyMessage();
    if (!asked) throw new Error('no message');
    expect(renderer.mail(asked, {}, 'en').text).toContain('until 29 Mar 2026, 12:00 CEST');
    expect(renderer.mail(asked, { zone: 'America/Bogota', locale: 'es-CO' }, 'es').text).toMatch(
      /hasta el 29 .*mar.*2026.*05:00.*(GMT-5|COT)/,
    );
    expect(renderer.mail(asked, { locale: 'de-DE' }, 'en').text).toContain('29 Mar 2026'); // no German date in an English text
  });

  test('the subject of a request is the same in all its messages, whatever a revision moves', () => {
    const subjects = everyMessage()
      .filter(({ topic }) => /^(approval|correction|comment)\./.test(topic))
      .filter(({ facts }) => 'requestId' in facts)
      .map((message) => renderer.mail(message, reader, 'en').subject);
    expect(new Set(subjects)).toEqual(new Set(['Cancel CM-1, EUR 1,250.00']));
  });
});
