// Many runs from the command line: a study's rows are the same from one program, under Node.js, and from GNU parallel with a program per run.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, dirname } from 'node:path';
import { cli, site } from './page.mjs';

const keys = ['task=adding|echo', 'cell=elman|lstm', 'seed=1..3', 'updates=120', 'hiddenSize=6'];
const text = { encoding: 'utf8', maxBuffer: 1 << 26 };
const rows = (lines) => lines.trim().split('\n').map((line) => JSON.parse(line)).map(({ seconds, ...rest }) => {
  assert.ok(seconds >= 0);
  return JSON.stringify(rest);
}).sort();

test('a study under Node.js and by GNU parallel has the rows that one program has', () => {
  const one = rows(execFileSync(cli, ['study', ...keys], text));
  assert.equal(one.length, 12);
  assert.equal(new Set(one.map((row) => JSON.parse(row).weights_hash)).size, 12);
  assert.deepEqual(rows(execFileSync('node', [join(dirname(site), 'unroll-cli.js'), 'study', ...keys, 'jobs=2'], text)), one);
  const commands = execFileSync(cli, ['study', 'print', ...keys], text);
  assert.equal(commands.trim().split('\n').length, 12);
  const env = { ...process.env, PATH: `${dirname(cli)}:${process.env.PATH}` };
  const parallel = execFileSync('parallel', ['--will-cite', '-j2'], { ...text, input: commands, env, stdio: ['pipe', 'pipe', 'inherit'] });
  assert.deepEqual(rows(parallel), one);
});
