// Runs the browser tests and prints TAP: two files at a time, since a page waits for frames more than it computes; afterwards, alone, the
// one that measures times.
//   node tests/browser/run.mjs [part of a file's name…]
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(folder, name));
if (files.length === 0) throw new Error(`no test file has ${wanted.join(' or ')} in its name`);

const measures = (file) => file.endsWith('speed.test.mjs');
for (const [part, concurrency] of [[files.filter((file) => !measures(file)), 2], [files.filter(measures), 1]]) {
  if (part.length === 0) continue;
  await new Promise((done) => {
    const events = run({ files: part, concurrency }).on('test:fail', () => { process.exitCode = 1; });
    events.on('end', done);
    events.compose(tap).pipe(process.stdout, { end: false });
  });
}
