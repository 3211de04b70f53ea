// The table of tests/determinism in a page: the same hashes as natively and under Node.js.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './page.mjs';

export const table = readFileSync(join(root, 'tests/determinism/table.tsv'), 'utf8').trim().split('\n').map((line) => line.split('\t'));
const scenes = { train: 'training' };
const encoded = (pairs) => pairs.split('&').map((pair) => pair.replaceAll('>', '%3E').replaceAll('+', '%2B')).join('&');
const links = table.map(([command, pairs]) => `scene=${scenes[command] ?? command}&${encoded(pairs)}${command === 'hopfield' ? '&updates=10000000' : ''}`);

// `page` is Playwright's or Puppeteer's. In one call: what takes time is the page's frames, not the way there.
export async function sameAsTable(page) {
  const hashes = await page.evaluate(async (all) => {
    const hashes = [];
    for (const link of all) hashes.push((await window.unroll.load(link)).weights_hash);
    return hashes;
  }, links);
  const different = table.flatMap(([command, pairs, hash], i) => (hashes[i] === hash ? [] : [`${command} ${pairs}: ${hashes[i]}, not ${hash}`]));
  assert.deepEqual(different, []);
  assert.equal(hashes.length, 200);
}
