import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentOf, freshHome, removeHome, root } from './support/product.ts';

test('npm run demo: every claim that it prints holds, and it leaves nothing behind', { timeout: 120_000 }, async () => {
  const home = freshHome(); // the demo makes one of its own; this one must stay empty
  const { exit, out } = await new Promise<{ exit: number | null; out: string }>((resolve) => {
    const options = { env: environmentOf(home), cwd: root, timeout: 110_000, maxBuffer: 4 * 1024 * 1024 };
    const child = execFile(
      process.execPath,
      [join(root, 'dist/client/local/demo.js')],
      options,
      (_error, stdout, stderr) => resolve({ exit: child.exitCode, out: `${stdout}${stderr}` }),
    );
  });
  expect(out).toMatch(/All \d+ claims hold/);
  expect(out).not.toContain('✗');
  expect(exit).toBe(0);
  removeHome(home);
});
