// What happens when the browser gives the program no more memory: it says so, and the model is still saved.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launch, open, press, serve, state } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const noMore = (page) => page.evaluate(() => { WebAssembly.Memory.prototype.grow = () => { throw new RangeError('no'); }; });
const model = (page) => page.evaluate(() => window.unroll.saveModel().then((bytes) => Array.from(bytes)));
const larger = 'scene=training&task=adding&cell=lstm&hiddenSize=512&seqLen=200&batchSize=64';

for (const [scene, link] of [
  ['Training', 'scene=training&task=xor&updates=50'],
  ['Seats', 'scene=seats&room=friends'],
])
  test(`${scene}: without more memory the page says so; its model is saved and goes on in another page`, async () => {
    const { page, close } = await open(browser, `${server.url}#${link}`);
    const before = await model(page);
    await noMore(page);
    const why = await page.evaluate((text) => window.unroll.load(text).then(() => 'kept', (error) => error.message), larger);
    assert.match(why, /no more memory/);
    assert.ok(await page.locator('#no-memory').isVisible());
    assert.match(await page.evaluate(() => window.unroll.play().then(() => 'kept', (error) => error.message)), /no more memory/);
    const coming = page.waitForEvent('download');
    await page.locator('#no-memory button').click();
    const download = await coming;
    const file = readFileSync(await download.path());
    assert.deepEqual([Array.from(file), await model(page)], [before, before]);
    assert.equal(await page.locator('#no-memory .reason').textContent(), '');
    const again = await open(browser, `${server.url}#scene=${scene.toLowerCase()}`);
    await again.page.evaluate((bytes) => window.unroll.loadModel(new Uint8Array(bytes)), Array.from(file));
    assert.deepEqual(await model(again.page), before);
    await again.close();
    await close();
  });

test('without more memory: what the link holds whole is not offered as a file', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=hopfield&patterns=A,J`);
  await noMore(page);
  await page.evaluate((text) => window.unroll.load(text), larger).catch(() => {});
  assert.deepEqual([await page.locator('#no-memory').isVisible(), await page.locator('#no-memory button').isVisible()], [true, false]);
  assert.match(page.url(), /patterns=A,J/);
  await close();
});

test('without more memory while a net learns: what it has learned is saved', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=adding&hiddenSize=64`);
  await press(page, 'play');
  await page.waitForFunction(() => window.unroll.state().update > 20);
  await noMore(page);
  // A model file that is too large is the way to ask for much memory at once, from outside and at any moment.
  await page.evaluate(() => window.unroll.loadModel(new Uint8Array(250 << 20))).catch(() => {});
  assert.ok(await page.locator('#no-memory').isVisible());
  const saved = await model(page);
  const again = await open(browser, `${server.url}#scene=training`);
  await again.page.evaluate((bytes) => window.unroll.loadModel(new Uint8Array(bytes)), saved);
  const there = await state(again.page);
  assert.ok(there.update > 20, there.update);
  assert.deepEqual(there.messages.filter((words) => /could|not/.test(words)), []);
  await again.close();
  await close();
});
