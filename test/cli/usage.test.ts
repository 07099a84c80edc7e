import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../client/commands/context.ts';
import { createProgram } from '../../client/program.ts';
import { plainLook } from '../../client/terminal.ts';
import { fileMaxBytes } from '../../integrations/read-document.ts';
import { signedInHome } from './signed-in.ts';
import { countersign, emptyHome } from './run.ts';

const nowhere: Context = {
  terminal: { out: () => undefined, err: () => undefined, look: plainLook, errLook: plainLook, progress: undefined },
  config: () => {
    throw new Error('the help reads no configuration');
  },
  nowMs: () => 0,
  sleep: () => Promise.resolve(),
  newId: () => 'id',
  finish: () => undefined,
};

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

describe('every command', () => {
  const commands = leaves(createProgram(nowhere, '1'));

  test('is there', () => {
    expect(commands.map((command) => command.name())).toEqual(
      expect.arrayContaining(['import', 'invoice', 'actions', 'plan', 'request', 'inbox', 'show', 'approve', 'reject', 'withdraw', 'verify', 'ubl', 'migrate', 'draft', 'finalise', 'discard', 'pay', 'unlink', 'reverse', 'payouts', 'confirm', 'fail', 'set']),
    ); // prettier-ignore
  });

  test.each(commands.map((command) => [command.name(), command] as const))(
    '%s has a line, --json and an example',
    (_name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => void (help += text) });
      command.outputHelp();
      expect(command.description()).not.toBe('');
      expect(command.description()).not.toContain('\n');
      expect(help).toContain('--json');
      expect(help).toContain('Example:\n  $ countersign ');
    },
  );
});

describe('a command line that does not fit', () => {
  test.each<[argv: readonly string[], message: string]>([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['inbxo'], '(Did you mean inbox?)'],
    [['invoice'], "missing required argument 'id'"],
    [['invoice', 'INV-1', '--colour'], "unknown option '--colour'"],
    [['invoice', 'INV-1', 'INV-2'], 'too many arguments'],
    [['request', 'cancel', 'INV-1'], "required option '--reason <text>' not specified"],
    [['request', 'undo', 'INV-1', '--reason', 'duplicate'], 'KIND_UNKNOWN'],
    [['request', 'cancel', 'INV-1', '--reason', 'duplicate', '--wait', '0'], '1 to 604800 seconds'],
    [['request', 'cancel', 'INV-1', '--reason', 'duplicate', '--expect-version', '1e4'], 'A whole number is expected'],
    [['reject', 'r_1', '--as', 'ben'], "required option '--comment <text>' not specified"],
    [['import', 'x.csv', '--format', 'xls'], 'Allowed choices are ubl, csv, json'],
    [['import', 'x.csv', '--map', 'nummer=Nr'], 'UNKNOWN_FIELD'],
    [['audit'], 'A command is missing'],
    [[], 'A command is missing'],
  ])('%j says so on standard error and exits 2', async (argv, message) => {
    const { exit, out, err } = await countersign(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('What to do: ');
  });

  test('says it as one problem with --json', async () => {
    const { exit, out, err } = await countersign(['invoice', '--json']);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(JSON.parse(err)).toEqual({
      type: 'urn:countersign:error:MALFORMED',
      title: 'The command line is not understood.',
      code: 'MALFORMED',
      detail: "missing required argument 'id'",
      next: 'countersign invoice --help',
      exitCode: 2,
      alternatives: [],
    });
  });

  test('help and version are no errors', async () => {
    expect(await countersign(['--version'])).toEqual({ exit: 0, out: '1.2.3\n', err: '' });
    expect(await countersign(['approve', '--help'])).toMatchObject({ exit: 0, err: '' });
    expect(await countersign(['help'])).toMatchObject({ exit: 0, err: '' });
  });
});

describe('without anything that runs', () => {
  test.each([[['invoice', 'INV-1']], [['plan', 'cancel', 'INV-1']], [['audit', 'verify']], [['migrate']]])(
    '%j names countersign up and exits 1',
    async (argv) => {
      const { exit, err } = await countersign(argv);
      expect(exit).toBe(1);
      expect(err).toMatch(/^UNAVAILABLE: .*type: countersign up/);
    },
  );

  test('a gateway that does not answer is UNAVAILABLE, and the key finds the request again', async () => {
    const env = await withPeople({ COUNTERSIGN_URL: 'http://127.0.0.1:9' });
    const { exit, err } = await countersign(
      ['request', 'cancel', 'INV-1', '--reason', 'duplicate', '--as', 'ben'],
      env,
    );
    expect(exit).toBe(1);
    expect(err).toContain('UNAVAILABLE: ');
    expect(err).toMatch(/repeat this command with --key id-\d+; nothing is done twice/);
  });

  test('an environment that does not fit is told, with the variable', async () => {
    const { exit, err } = await countersign(['inbox'], { COUNTERSIGN_PORT: 'many' });
    expect(exit).toBe(2);
    expect(err).toContain('COUNTERSIGN_PORT');
  });
});

const withPeople = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => ({
  COUNTERSIGN_HOME: signedInHome('ben', 'carla'),
  ...env,
});

describe('who acts', () => {
  const url = { COUNTERSIGN_URL: 'http://127.0.0.1:9' };

  test.each<[sentence: string, argv: readonly string[], env: NodeJS.ProcessEnv, message: string]>([
    ['nobody named among several', [], {}, 'Nobody was named (signed in here: ben, carla); type: countersign login NAME'],
    ['somebody who is not signed in', ['--as', 'mallory'], {}, 'mallory is not signed in (signed in here: ben, carla); type: countersign login mallory'],
    ['the same in the environment', [], { COUNTERSIGN_AS: 'mallory' }, 'type: countersign login mallory'],
    ['an empty home', [], { COUNTERSIGN_HOME: '/nowhere' }, '(nobody is signed in here); type: countersign login NAME'],
  ])('refuses %s', async (_sentence, argv, env, message) => {
    const { exit, err } = await countersign(['inbox', ...argv], { ...(await withPeople(url)), ...env });
    expect(exit).toBe(4);
    expect(err).toMatch(/^LOGIN_REQUIRED: /);
    expect(err).toContain(message);
  }); // prettier-ignore

  test('takes a name or an e-mail address, whatever the case; the only one who is signed in without being named', async () => {
    for (const name of ['ben', 'BEN@example.com'])
      expect((await countersign(['inbox', '--as', name], await withPeople(url))).err).toMatch(/^UNAVAILABLE: /);
    expect((await countersign(['inbox'], { ...url, COUNTERSIGN_HOME: signedInHome('ben') })).err).toMatch(
      /^UNAVAILABLE: /,
    );
    expect((await countersign(['inbox'], { ...url, COUNTERSIGN_API_KEY: 'csk_x' })).err).toMatch(/^UNAVAILABLE: /);
  });

  test('a session that is over, and a file that others can read, are none', async () => {
    const file = (home: string): string => join(home, 'sessions.json');
    const over = signedInHome('ben');
    writeFileSync(
      file(over),
      readFileSync(file(over), 'utf8').replace(/"expiresAt":"[^"]*"/, `"expiresAt":"${new Date().toISOString()}"`),
    );
    expect((await countersign(['inbox'], { ...url, COUNTERSIGN_HOME: over })).err).toContain(
      'nobody is signed in here',
    );
    const open = signedInHome('ben');
    chmodSync(file(open), 0o644);
    expect((await countersign(['inbox'], { ...url, COUNTERSIGN_HOME: open })).err).toContain('chmod 600');
    const broken = signedInHome('ben');
    for (const text of ['{', '[]', '{"sessions":[{"person":"ben"}]}']) {
      writeFileSync(file(broken), text);
      expect((await countersign(['inbox'], { ...url, COUNTERSIGN_HOME: broken })).err).toContain(
        'nobody is signed in here',
      );
    }
  });
});

describe('files to import', () => {
  test('one that is missing stops the import before it starts', async () => {
    const { exit, out, err } = await countersign(['import', '/nowhere/a.xml']);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('There is no file /nowhere/a.xml.');
  });

  test('a folder is no file', async () => {
    expect(await countersign(['import', emptyHome()])).toMatchObject({ exit: 2 });
  });

  test('one that is too large is not read', async () => {
    const file = join(emptyHome(), 'large.xml');
    writeFileSync(file, '');
    truncateSync(file, fileMaxBytes + 1);
    const { exit, err } = await countersign(['import', file, '--json']);
    expect(exit).toBe(2);
    expect(JSON.parse(err)).toMatchObject({ code: 'FILE_TOO_LARGE', param: file });
  });
});
