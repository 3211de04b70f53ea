// The page plays with itself (`fuzz=SEED`): nothing may break, and nothing on it may be no number without a word of why.
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { after, before, test } from 'node:test';
import { launch, open, sceneNames, serve, state } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { server = await serve(); browser = await launch(); });
after(async () => { await browser?.close(); await server?.close(); });

async function walk(scene, seed, events, size) {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=${scene}&fuzz=${seed}`, { size });
  await page.waitForFunction((n) => window.unroll.state().fuzz.events >= n, events, { timeout: 600000, polling: 500 });
  const { fuzz, link, missingText, timing } = await state(page);
  await close();
  assert.deepEqual(complaints, [], link);
  assert.deepEqual(fuzz.findings, []);
  assert.deepEqual(missingText, [], link);
  return { events: fuzz.events, max: timing.max };
}

test('some hundred random events, from the start page on: no complaint, nothing that is no number', async () => {
  const { events } = await walk('start', 7, 400, 'wide');
  assert.ok(events >= 400);
});

longTest('20,000 random events over all scenes: no complaint, nothing that is no number, no frame over 100 ms', async () => {
  const sizes = ['wide', 'medium', 'phone'];
  const each = Math.ceil(20000 / sceneNames.length);
  const slow = [];
  for (const [i, scene] of sceneNames.entries()) {
    const measured = () => walk(scene, 30 + i, each, sizes[i % 3]);
    const tell = ({ events, max }, again) => console.log(`# ${scene}, seed ${30 + i}${again}: ${events} events, longest frame ${Math.round(max)} ms (load ${loadavg()[0].toFixed(2)})`);
    const first = await measured();
    tell(first, '');
    if (first.max <= 100) continue;
    const second = await measured();
    tell(second, ', once more');
    if (second.max > 100) slow.push(`${scene}: ${Math.round(first.max)} and ${Math.round(second.max)} ms`);
  }
  assert.deepEqual(slow, []);
});
