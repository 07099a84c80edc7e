import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bundleWorkflows } from '../worker/bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Rule {
  /** Folders of ours, or single files, that may be imported. */
  readonly ours: readonly string[];
  /** Of packages: names or prefixes; `node:` allows the built-ins. */
  readonly npm: readonly string[];
  /** Imported as types only. */
  readonly types?: readonly string[];
}

/** guides/style.md section 6, as built. A folder that is not here may not exist. */
const rules: Readonly<Record<string, Rule>> = {
  domain: { ours: [], npm: ['big.js', '@noble/hashes', '@noble/ed25519', '@scure/base'] },
  workflows: { ours: ['domain'], npm: ['@temporalio/workflow', '@temporalio/common'] },
  activities: {
    ours: ['domain', 'store', 'integrations'],
    npm: ['@temporalio/activity', '@temporalio/common'],
    types: ['workflows/contract.ts'],
  },
  store: { ours: ['domain'], npm: ['mongodb', 'node:crypto'] },
  client: {
    ours: ['domain', 'workflows/contract.ts', 'config.ts'],
    npm: [
      '@temporalio/client',
      '@temporalio/common',
      '@temporalio/testing',
      'commander',
      'cli-progress',
      'ulid',
      'node:',
    ],
    types: ['workflows'],
  },
  http: {
    ours: ['domain', 'client', 'integrations', 'store'],
    npm: [
      'hono',
      '@hono/node-server',
      'openid-client',
      'ulid',
      'zod',
      'zod-openapi',
      'standardwebhooks',
      'pino',
      'node:',
    ],
  },
  integrations: { ours: ['domain'], npm: ['fast-xml-parser', 'csv-parse', 'mustache', 'nodemailer', 'zod', 'node:'] },
  worker: {
    ours: ['activities', 'client', 'domain', 'integrations', 'store', 'workflows/contract.ts', 'config.ts'],
    npm: ['@temporalio/worker', '@temporalio/client', 'pino', 'node:'],
  },
  stack: { ours: [], npm: ['@temporalio/client', 'mongodb-memory-server-core', 'node:'] },
};
/**
 * Read the configuration, connect and wire: they alone cross the table. The commands do so for one call, `client/local` for a
 * whole deployment on this machine (up, doctor, demo).
 */
const compositionRoots = ['worker/main.ts', 'http/main.ts', 'client/cli.ts', 'client/commands', 'client/local'];
/** Longer than the budget, each for a reason. */
const longFiles: Readonly<Record<string, string>> = {
  'domain/errors.ts': 'the one register of codes: a list, read top to bottom',
};
const fileLinesMax = 180;
const functionLinesMax = 70;

const files = Object.keys(rules).flatMap((folder) => walk(folder));

function walk(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return walk(path);
    return /\.tsx?$/.test(name) ? [path.split(sep).join('/')] : [];
  });
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}
const importsOf = (file: string): readonly Import[] =>
  [
    ...read(file).matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm),
  ].map((found) => ({
    from: found[2] ?? found[3] ?? '',
    typeOnly: found[1] !== undefined,
  }));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const within = (path: string, allowed: readonly string[]): boolean =>
  allowed.some((one) => path === one || path.startsWith(`${one}/`));

function whyNotImport(file: string, { from, typeOnly }: Import): string | undefined {
  const folder = file.split('/')[0] ?? '';
  const rule = rules[folder];
  if (!rule) return `${folder} has no rule`;
  if (from.startsWith('.')) {
    const target = relative(root, normalize(join(root, dirname(file), from)))
      .split(sep)
      .join('/');
    if (within(target, [folder, ...rule.ours]) || (typeOnly && within(target, rule.types ?? []))) return undefined;
    return `${file} imports ${target}`;
  }
  const fits = rule.npm.some((name) =>
    name.endsWith(':') ? from.startsWith(name) : from === name || from.startsWith(`${name}/`),
  );
  return fits ? undefined : `${file} imports ${from}`;
}

describe('import rules (DESIGN section 2, guides/style.md section 6)', () => {
  test('every folder imports only what the table allows', () => {
    const wired = files.filter((file) => !within(file, compositionRoots));
    expect(wired.flatMap((file) => importsOf(file).flatMap((one) => whyNotImport(file, one) ?? []))).toEqual([]);
  });

  test('mongodb is at home in store/ alone, and the correction transaction is called from activities/ alone', () => {
    const importing = (name: RegExp): readonly string[] =>
      files.filter((file) => importsOf(file).some(({ from, typeOnly }) => !typeOnly && name.test(from)));
    expect([...new Set(importing(/^mongodb$/).map((file) => file.split('/')[0]))]).toEqual(['store']);
    expect(importing(/apply-correction/)).toEqual([
      'activities/corrections.ts',
      'activities/evaluate.ts',
      'activities/replan.ts',
    ]);
  });

  test('the environment is read in config.ts alone', () => {
    expect(files.filter((file) => /process\.env|process\[/.test(read(file)))).toEqual([]);
    expect(read('config.ts')).toContain('process.env');
  });

  test('domain/ and workflows/ know no clock, no randomness and no Node built-in', () => {
    const pure = files.filter((file) => file.startsWith('domain/'));
    expect(pure.filter((file) => /Date\.now|new Date\(\)|Math\.random|setTimeout/.test(read(file)))).toEqual([]);
    const names = new Set(builtinModules);
    const sandboxed = files.filter((file) => /^(domain|workflows)\//.test(file));
    expect(
      sandboxed.filter((file) => importsOf(file).some(({ from }) => from.startsWith('node:') || names.has(from))),
    ).toEqual([]);
  });

  test('no regex literal stands in a filter of the store (the stand-in finds nothing by it)', () => {
    expect(
      files.filter((file) => file.startsWith('store/') && /:\s*\/\^?[^/*\s].*\/[a-z]*\s*[,}]/.test(read(file))),
    ).toEqual([]);
  });
});

describe('budgets (guides/style.md section 5)', () => {
  test(`no file is longer than ${fileLinesMax} lines, but for the listed ones`, () => {
    const lengths = files.map((file) => [file, read(file).split('\n').length - 1] as const);
    expect(lengths.filter(([file, lines]) => lines > fileLinesMax && !Object.hasOwn(longFiles, file))).toEqual([]);
    expect(
      Object.keys(longFiles).filter((file) => !lengths.some(([name, lines]) => name === file && lines > fileLinesMax)),
    ).toEqual([]);
  });

  test(`no function is longer than ${functionLinesMax} lines`, () => {
    const max = { max: functionLinesMax, skipBlankLines: true, skipComments: true };
    const config = { categories: { correctness: 'off' }, rules: { 'max-lines-per-function': ['error', max] } };
    expect(lint(config, Object.keys(rules))).toBe('');
  });

  test('folders are one level deep, two in http/ and integrations/; names say what is in them', () => {
    const deep = files.filter((file) => file.split('/').length > (/^(http|integrations|client)\//.test(file) ? 3 : 2));
    expect(deep).toEqual([]);
    expect(files.filter((file) => /\/(utils?|common|shared|misc|helpers?)\.ts/.test(file))).toEqual([]);
  });
});

/** What oxlint prints under a configuration; empty when it finds nothing. */
function lint(config: object, args: readonly string[]): string {
  const path = join(root, 'node_modules', `.oxlintrc-${process.pid}.json`);
  writeFileSync(path, JSON.stringify(config));
  try {
    execFileSync(join(root, 'node_modules/.bin/oxlint'), ['-c', path, ...args], { cwd: root, stdio: 'pipe' });
    return '';
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  } finally {
    rmSync(path);
  }
}

describe('the workflow bundle', () => {
  test('holds neither mongodb nor Node built-ins, and its code stays under 0.4 MB', async () => {
    const code = await bundleWorkflows('production'); // a built-in fails the bundling itself
    const withoutMap = code.slice(0, code.lastIndexOf('//# sourceMappingURL='));
    expect(withoutMap.length).toBeLessThan(400_000);
    expect(withoutMap).not.toMatch(/MongoClient|serverSelectionTimeoutMS/);
    expect(withoutMap).not.toMatch(/require\("(?:node:)?(?:fs|net|http|crypto|child_process)"\)/);
  });
});

describe('the linter (self-test)', () => {
  test('finds an un-awaited a.act(), an un-awaited destructured act() and an async validator', () => {
    const config = { ...(JSON.parse(read('.oxlintrc.json')) as object), ignorePatterns: [] };
    const output = lint(config, ['--type-aware', 'test/support/lint-bad']);
    expect(output.match(/no-floating-promises/g)).toHaveLength(2);
    expect(output.match(/no-misused-promises/g)).toHaveLength(1);
  });
});
