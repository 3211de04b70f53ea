// Runs the browser tests and prints TAP (with UNROLL_LONG=1 those that are left to `./lab test long`, and no others): two files at a time, since a page waits for frames more than it computes; afterwards, alone, the
// one that measures times. What failed is run once more, alone: a browser on a machine that is busy with other things
// drops a press now and then. Both results are printed, and the closing lines count as passed only what failed in no second run.
//   node tests/browser/run.mjs [part of a file's name…]
import { readFileSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const long = process.env.UNROLL_LONG ? [/\(long\)$/] : undefined;
let left = 0;
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))))
  .sort()
  .map((name) => join(folder, name))
  .filter((file) => !long || /\b(testBy|longTest)\(/.test(readFileSync(file, 'utf8')));
if (files.length === 0) throw new Error(`no test file has ${wanted.join(' or ')} in its name`);

// Each test's result by file and title. A file that ends before its tests do has its own name for a title.
async function results(part, concurrency, testNamePatterns = long) {
  const all = new Map();
  const events = run({ files: part, concurrency, ...(testNamePatterns ? { testNamePatterns } : {}) });
  const note = (passed) => ({ name, file, nesting, skip }) => {
    if (nesting === 0 && !skip) all.set(`${basename(file ?? name)}: ${basename(name)}`, passed);
    if (skip && testNamePatterns === undefined) ++left;
  };
  events.on('test:pass', note(true));
  events.on('test:fail', note(false));
  const lines = events.compose(tap);
  const done = once(lines, 'end');
  lines.pipe(process.stdout, { end: false });
  await done;
  return all;
}

const failed = (all) => [...all.keys()].filter((title) => !all.get(title));
const measures = (file) => file.endsWith('speed.test.mjs');
const first = new Map();
for (const [part, concurrency] of [[files.filter((file) => !measures(file)), 2], [files.filter(measures), 1]]) {
  if (part.length > 0) for (const [title, passed] of await results(part, concurrency)) first.set(title, passed);
}

// One test that fails is the machine or a race; many are a page that is broken, and need no second run.
const again = files.filter((file) => !measures(file) && failed(first).some((title) => title.startsWith(`${basename(file)}: `)));
const last = new Map(first);
if (again.length > 0 && again.length <= 3) {
  process.stdout.write(`# once more, alone (load ${loadavg()[0].toFixed(1)}): ${again.map((file) => basename(file)).join(', ')}\n`);
  const names = failed(first).map((title) => title.slice(title.indexOf(': ') + 2));
  const patterns = names.map((name) => new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
  // A file that ended before its tests did is whole.
  const whole = again.some((file) => names.includes(basename(file)));
  for (const [title, passed] of await results(again, 1, whole ? undefined : patterns)) if (last.has(title)) last.set(title, passed);
  for (const title of failed(first)) process.stdout.write(`# failed first, ${last.get(title) ? 'passed' : 'failed'} once more: ${title}\n`);
}

if (left > 0) process.stdout.write(`# ${left} tests are left to ./lab test long\n`);
const bad = failed(last).length;
process.stdout.write(`# pass ${last.size - bad}\n# fail ${bad}\n`);
process.exitCode = bad > 0 ? 1 : 0;
