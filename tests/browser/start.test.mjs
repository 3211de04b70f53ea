// The page without a link: the lecture as a path of living thumbnails, and the way back to where one was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, place, press, ready, sceneNames, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { server = await serve({ '/sandbox.html': '<!doctype html><title>s</title><link rel="icon" href="data:,"><iframe src="/unroll.html" sandbox="allow-scripts" width="800" height="500"></iframe>' }); browser = await launch(); });
after(async () => { await browser?.close(); await server?.close(); });

const atStart = '(s) => s.scene === "start"';

test('the page without a link opens on the start page; each scene has its card there, in every size', async () => {
  for (const size of ['wide', 'medium', 'phone']) {
    const { page, complaints, close } = await open(browser, server.url, { size });
    const now = await until(page, atStart);
    const cards = now.layout.controls.filter((each) => each.name.startsWith('start-')).map((each) => each.name.slice(6));
    assert.deepEqual(cards, sceneNames);
    assert.deepEqual(now.missingText, []);
    await page.waitForFunction(() => location.hash === '#scene=start');
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('with keys alone: to a card and into its scene, and back by the logo', async () => {
  const { page, complaints, close } = await open(browser, server.url);
  await until(page, atStart);
  await tabTo(page, 'start-hopfield');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.scene === "hopfield"');
  await press(page, 'home');
  await until(page, atStart);
  await press(page, 'begin');
  await until(page, `(s) => s.scene === "${sceneNames[0]}"`);
  assert.deepEqual(complaints, []);
  await close();
});

test('it goes on where one was: the same net, in the next page of the same browser', async () => {
  const first = await open(browser, `${server.url}#scene=training&task=xor&updates=50`);
  const { weights_hash } = await state(first.page);
  await first.page.waitForFunction(() => { try { return /updates=50/.test(localStorage.getItem('unroll')); } catch { return false; } });
  const next = await first.page.context().newPage();
  await next.goto(server.url);
  await ready(next);
  const now = await until(next, atStart);
  assert.ok(now.layout.texts.some((each) => each.text === '7 Training, 50 updates'));
  await press(next, 'goOn');
  const after = await until(next, '(s) => s.scene === "training" && s.activity === "idle"');
  assert.equal(after.weights_hash, weights_hash);
  await first.close();
});

test('where nothing may be kept it begins all the same', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}sandbox.html`, { wait: false });
  const frame = page.frames().find((each) => each !== page.mainFrame());
  await frame.waitForFunction(() => window.unroll && window.unroll.state && window.unroll.ready.then(() => window.unroll.state().scene === 'start'));
  await frame.evaluate(() => window.unroll.load('scene=sequence&task=xor&updates=20'));
  assert.equal(await frame.evaluate(() => window.unroll.state().scene), 'sequence');
  assert.deepEqual(complaints, []);
  await close();
});

test('all eight thumbnails are of the program’s first part; the second is fetched when one points at a scene of it', async () => {
  const { page, complaints, close } = await open(browser, server.url);
  await until(page, atStart);
  const asked = () => page.evaluate(() => performance.getEntriesByType('resource').filter((each) => each.name.endsWith('unroll.later.wasm')).length);
  await page.waitForFunction(() => new Promise((done) => {
    const before = window.unroll.state().timing.frames;
    setTimeout(() => done(window.unroll.state().timing.frames - before <= 3), 1000);
  }), undefined, { timeout: 60000 });
  assert.equal(await asked(), 0);
  const { x, y, w, h } = await place(page, 'start-hopfield');
  await page.mouse.move(x + w / 2, y + h / 2);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some((each) => each.name.endsWith('unroll.later.wasm')));
  await press(page, 'start-seats');
  await until(page, '(s) => s.scene === "seats"');
  await press(page, 'home');
  await until(page, atStart);
  assert.deepEqual([await asked(), complaints], [1, []]);
  await close();
});

test('the references are opened from there, and not offered where there is no such page', async () => {
  const { page, close } = await open(browser, server.url);
  await until(page, atStart);
  const coming = page.context().waitForEvent('page');
  await press(page, 'references');
  const references = await coming;
  await references.waitForLoadState();
  assert.match(await references.locator('body').innerText(), /Rumelhart/);
  await page.goto(`${server.url}unroll.html`);
  await ready(page);
  assert.ok(!(await state(page)).layout.controls.some((each) => each.name === 'references'));
  await close();
});

test('the thumbnails come to rest, and the page sleeps', async () => {
  const { page, close } = await open(browser, server.url);
  await until(page, atStart);
  const { frames } = (await state(page)).timing;
  await page.waitForFunction(() => new Promise((done) => {
    const before = window.unroll.state().timing.frames;
    setTimeout(() => done(window.unroll.state().timing.frames - before <= 3), 2000);
  }), undefined, { timeout: 60000 });
  const now = await settle(page).then(() => state(page));
  assert.ok(now.timing.frames > frames);
  await close();
});
