// What the tests of the packages share: a fresh folder that is gone afterwards, and where the builds are.
//   UNROLL_BUILD  the folder of all builds (build): native/, packages/ and npm/ in it
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const build = resolve(root, process.env.UNROLL_BUILD ?? 'build');
export const cli = join(build, 'native/unroll');

export function freshFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-package-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

export const run = (program, words, options = {}) => execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26, ...options });
export const lastLine = (text) => JSON.parse(text.trim().split('\n').at(-1));
// The native program's last line for the same experiment.
export const trainedNatively = (...pairs) => lastLine(run(cli, ['train', ...pairs]));
