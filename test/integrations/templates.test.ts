import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatsOf } from '../../http/console/formats.ts';
import { createRenderer } from '../../integrations/messages/render.ts';
import { loadTemplates, TemplateError } from '../../integrations/messages/templates.ts';
import { publicUrl, shippedTemplates } from '../support/messages.ts';
import { everyMessage } from './some-messages.ts';

let own = '';
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'countersign-templates-'));
});
afterEach(() => rm(own, { recursive: true }));

const write = async (name: string, text: string): Promise<void> => {
  await mkdir(dirname(join(own, name)), { recursive: true });
  await writeFile(join(own, name), text);
};
const problemsOf = async (): Promise<readonly string[]> => {
  const error: unknown = await loadTemplates(shippedTemplates, own).then(() => undefined, (thrown: unknown) => thrown); // prettier-ignore
  expect(error).toBeInstanceOf(TemplateError);
  return (error as TemplateError).message.split('\n');
};

test('a deployment has its own words in one template; the others are the ones that ship', async () => {
  await write('en/approval.text.mustache', 'Please sign {{number}}: {{link}}\n');
  await write('es/_thread.mustache', '[Pagos] {{deed}} {{number}}\n');
  const catalogue = await loadTemplates(shippedTemplates, own);
  const renderer = createRenderer({ catalogue, formatsOf, region: { locale: 'en-GB', zone: 'UTC' }, publicUrl });
  const [asked] = everyMessage();
  if (!asked) throw new Error('no message');
  expect(renderer.mail(asked, {}, 'en').text).toBe('Please sign CM-1: https://pay.example/corrections/r_1\n');
  expect(renderer.mail(asked, {}, 'en').subject).toBe('Cancel CM-1, EUR 1,250.00');
  expect(renderer.mail(asked, {}, 'es').subject).toBe('[Pagos] Anular CM-1');
});

test('a further language is a folder that has every template', async () => {
  await cp(join(shippedTemplates, 'es'), join(own, 'ca'), { recursive: true });
  expect([...(await loadTemplates(shippedTemplates, own)).keys()].toSorted()).toEqual(['ca', 'en', 'es']);
  await rm(join(own, 'ca', 'digest.html.mustache'));
  expect(await problemsOf()).toEqual(['ca/digest.html.mustache is missing']);
});

describe('is refused at the start, naming the file', () => {
  test.each<[what: string, file: string, text: string, says: string]>([
    ['a tag that is not closed', 'en/approval.text.mustache', 'Sign {{number', 'Unclosed tag'],
    ['a section that is not closed', 'en/approval.text.mustache', '{{#due}}x', 'Unclosed section "due"'],
    ['a name that is not there', 'en/approval.text.mustache', '{{nubmer}}', 'there is no nubmer here'],
    ['a name of another template', 'en/customer.text.mustache', '{{requester}}', 'there is no requester here'],
    ['a name of something inner, outside of it', 'en/approval.text.mustache', '{{which}}', 'there is no which here'],
    [
      'a section of something that is not there',
      'en/approval.text.mustache',
      '{{#refund}}x{{/refund}}',
      'there is no refund here',
    ],
    ['a thing where a text is meant', 'en/approval.text.mustache', '{{plan}}', 'plan is no text'],
    ['a flag where a text is meant', 'en/approval.text.mustache', '{{reminder}}', 'reminder is no text'],
    ['three braces', 'en/approval.html.mustache', '{{{reason}}}', 'not escaped'],
    ['an ampersand', 'en/approval.html.mustache', '{{&reason}}', 'not escaped'],
    ['other delimiters', 'en/approval.html.mustache', '{{=<% %>=}}<%& reason %>', 'delimiters'],
    ['a partial that is not there', 'en/approval.text.mustache', '{{> nothing}}', 'there is no partial nothing'],
    ['a partial that names itself', 'en/_thread.mustache', '{{> thread}}', 'names itself'],
    ['a partial with a name that is not there', 'en/_plan.text.mustache', '{{nubmer}}', 'there is no nubmer here'],
    ['a file that is no template', 'en/aproval.text.mustache', 'x', 'aproval.text.mustache is no template'],
    ['a form that the template has not', 'en/digest.slack.mustache', 'x', 'is no template'],
    ['words that are none', 'es/words.json', '{', 'words.json'],
    ['words of which one is missing', 'es/words.json', '{"you":"YO"}', 'words.json: deeds'],
    ['a file where a language is meant', 'approval.text.mustache', 'x', 'no folder of a language'],
  ])('%s', async (_what, file, text, says) => {
    await write(file, text);
    const problems = await problemsOf();
    expect(problems.join('\n')).toContain(says);
    expect(problems.every((problem) => problem.includes(file.split('/')[0] ?? ''))).toBe(true);
  });

  test('a folder that is not there', async () => {
    await expect(loadTemplates(shippedTemplates, join(own, 'nowhere'))).rejects.toThrow(/nowhere cannot be read/);
  });

  test('all problems at once', async () => {
    await write('en/approval.text.mustache', '{{a}} {{b}}');
    await write('es/outcome.text.mustache', '{{c}}');
    expect(await problemsOf()).toHaveLength(3);
  });
});

test('the package ships the templates', async () => {
  const { files } = JSON.parse(await readFile(join(shippedTemplates, '..', 'package.json'), 'utf8')) as {
    readonly files: readonly string[];
  };
  expect(files).toContain('messages');
});
