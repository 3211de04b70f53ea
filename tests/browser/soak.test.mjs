// The page for a long time: scene after scene over its model, trained, played, changed, undone. What it holds of memory may grow until all has
// been there some times; from then on it stays. `./lab soak` says for how long, `./lab test long` for half a minute.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';
import { launch, open, serve, settle } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { server = await serve(); browser = await launch(); });
after(async () => { await browser?.close(); await server?.close(); });

const links = readFileSync(fileURLToPath(new URL('../soak_links.txt', import.meta.url)), 'utf8').trim().split('\n');
const minutes = Number(process.env.UNROLL_SOAK_MINUTES ?? 0.5);
const warmShare = 0.3, fewest = 3, mostGrowth = 1.02;

// One scene, opened, run some steps and looked at, then left as it was. All by counted steps, nothing by time: how far a training gets in a
// moment, and so what undo and going back have to remember, would be another number each round.
async function oneScene(page, link, round) {
  await page.evaluate((text) => window.unroll.load(text), `${link}&seed=${1 + round % 5}`);
  await page.evaluate(() => window.unroll.step(5).catch(() => {}));
  for (let i = 0; i < 8; ++i) await page.mouse.move(1280 * ((i * 3 + round) % 8) / 8, 800 * (1 - ((i * 5 + round) % 8) / 8));
  await page.focus('#canvas');
  await page.keyboard.press('Tab');
  await page.evaluate(() => window.unroll.step(-2).catch(() => {}));
  await page.keyboard.press('Control+z');
  await settle(page);
}

longTest('the page’s memory stays flat while all scenes run in turn', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=graph&animate=false`);
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable');
  // In MB: what C++ uses, what JavaScript does; and the elements of the page.
  const measured = async () => {
    await tools.send('HeapProfiler.collectGarbage');
    const { metrics } = await tools.send('Performance.getMetrics');
    const of = (name) => metrics.find((each) => each.name === name).value;
    return [(await page.evaluate(() => Module._unroll_memory())) / 1e6, of('JSHeapUsedSize') / 1e6, of('Nodes')];
  };
  const words = (all) => `${all[0].toFixed(2)} MB of C++, ${all[1].toFixed(2)} of JavaScript, ${all[2]} nodes`;
  const most = (a, b) => a.map((value, i) => Math.max(value, b[i]));
  const begin = Date.now(), end = begin + 60000 * minutes, warmUntil = begin + 60000 * minutes * warmShare;
  let first, warm = [0, 0, 0], since = [0, 0, 0], rounds = 0, after = 0;
  while (Date.now() < end || after < fewest) {
    for (const link of links) await oneScene(page, link, rounds);
    const now = await measured();
    if (process.env.UNROLL_SOAK_ROUNDS) console.log(`# round ${rounds}: ${words(now)}`);
    first ??= now;
    ++rounds;
    if (Date.now() < warmUntil || rounds <= fewest) warm = most(warm, now);
    else { since = most(since, now); ++after; }
  }
  const took = (Date.now() - begin) / 60000;
  console.log(`# soak: ${rounds} rounds of ${links.length} scenes in ${took.toFixed(1)} min; ${words(first)} after the first, ${words(warm)} warm, at most ${words(since)} since`);
  if (process.env.UNROLL_SOAK_TABLE)
    appendFileSync(process.env.UNROLL_SOAK_TABLE, [Math.floor(Date.now() / 1000), took.toFixed(2), rounds, (warm[0] + warm[1]).toFixed(2), (since[0] + since[1]).toFixed(2), 'page'].join('\t') + '\n');
  assert.deepEqual(complaints, []);
  // Of memory the sum counts: the browser compiles what runs often, a tenth of a megabyte now and then.
  for (const sum of [(all) => all[0] + all[1], (all) => all[2]]) assert.ok(sum(since) <= sum(warm) * mostGrowth, `${words(since)}, ${words(warm)} before`);
  await close();
});
