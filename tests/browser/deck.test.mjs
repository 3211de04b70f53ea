// The example of a lecture's deck, with reveal.js from npm: arrows go through it, what was done is there when one comes back, and neither the
// speaker's view nor the print is empty.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { launch, open, root, serve, site } from './page.mjs';

let browser, server, folder;
before(async () => {
  // As the README says: the site, and reveal.js beside the deck.
  folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  cpSync(site, folder, { recursive: true });
  cpSync(join(root, 'web/page/deck.html'), join(folder, 'deck.html'));
  cpSync(dirname(dirname(createRequire(import.meta.url).resolve('reveal.js'))), join(folder, 'reveal.js'), { recursive: true });
  browser = await launch();
  server = await serve({}, { folder });
});
after(async () => { await browser?.close(); await server?.close(); rmSync(folder, { recursive: true, force: true }); });

// What was passed before it was there is given up, and its requests with it.
const grave = (complaints) => complaints.filter((each) => !/^failed: /.test(each));
const inDeck = (query = '', slide = 0) => open(browser, `${server.url}deck.html${query}#/${slide}`, { wait: false });
const slideOf = (page) => page.evaluate(() => Reveal.getIndices().h);
const onSlide = (page, wanted) => page.waitForFunction((h) => window.Reveal?.isReady() && Reveal.getIndices().h === h, wanted);
const awake = (page, id) => page.waitForFunction((name) => document.getElementById(name)?.isAwake, id, { polling: 100 });
const state = (page, id) => page.evaluate((name) => document.getElementById(name).state().then(({ layout, ...rest }) => rest), id);
const frameOf = async (page, id) => (await (await page.evaluateHandle((name) => document.getElementById(name).shadowRoot.querySelector('iframe'), id)).asElement()).contentFrame();

// How many colours a region of the page has in it.
async function colours(page, clip) {
  const data = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
  }, data);
}

test('arrows go through the deck, whatever is on its slides', async () => {
  const { page, complaints, close } = await inDeck();
  await onSlide(page, 0);
  for (let h = 1; h <= 5; ++h) {
    await page.keyboard.press('ArrowRight');
    await onSlide(page, h);
  }
  for (let h = 4; h >= 0; --h) {
    await page.keyboard.press('ArrowLeft');
    await onSlide(page, h);
  }
  assert.deepEqual(grave(complaints), []);
  await close();
});

test('a click takes the arrows for the experiment, until its walk ends or Escape; a remote control goes on at once', async () => {
  const { page, complaints, close } = await inDeck('', 2);
  await onSlide(page, 2);
  await awake(page, 'net');
  const place = () => page.evaluate(() => { const { x, y } = document.getElementById('net').getBoundingClientRect(); return { x, y }; });
  const box = await place();
  const click = async () => {
    for (let at = await place(); Math.abs(at.x - box.x) > 0.5; at = await place()) await page.waitForTimeout(50);  // the slide moves
    await page.mouse.click(box.x + 30, box.y + 30);
    await page.waitForFunction(() => document.activeElement.id === 'net');
  };
  await click();
  const last = 3;  // of four steps of time
  assert.equal((await state(page, 'net')).t, 0);
  let pressed = 0;
  while ((await slideOf(page)) === 2 && pressed < 30) {
    await page.keyboard.press('ArrowRight');
    ++pressed;
    await page.waitForTimeout(250);
  }
  assert.ok(pressed > last, `it walked through ${pressed - 1} steps of time first`);
  assert.equal(await slideOf(page), 3);
  await page.keyboard.press('ArrowLeft');  // the frame has gone, and with it its hold on the keyboard
  await onSlide(page, 2);
  await awake(page, 'net');
  await click();
  await page.keyboard.press('PageDown');
  await onSlide(page, 3);
  await page.keyboard.press('PageUp');
  await onSlide(page, 2);
  await awake(page, 'net');
  await click();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => Reveal.isOverview()), false);
  await page.keyboard.press('ArrowLeft');
  await onSlide(page, 1);
  assert.deepEqual(grave(complaints), []);
  await close();
});

test('what was done on a slide is there when one comes back', async () => {
  const { page, complaints, close } = await inDeck('', 2);
  await onSlide(page, 2);
  await awake(page, 'net');
  await page.evaluate(() => document.getElementById('net').step(2));
  await page.evaluate(() => document.getElementById('net').load(document.getElementById('net').link + '&seed=9&t=2'));
  const before = await state(page, 'net');
  assert.equal(before.t, 2);
  for (const h of [3, 4, 5]) {
    await page.keyboard.press('ArrowRight');
    await onSlide(page, h);
    await page.waitForTimeout(300);
  }
  await page.waitForFunction(() => !document.getElementById('net').isAwake);
  for (const h of [4, 3, 2]) {
    await page.keyboard.press('ArrowLeft');
    await onSlide(page, h);
  }
  await awake(page, 'net');
  const now = await state(page, 'net');
  assert.deepEqual([now.t, now.weights_hash, now.link], [2, before.weights_hash, before.link]);
  assert.deepEqual(grave(complaints), []);
  await close();
});

test('the speaker’s view shows the experiment of this slide and of the next', async () => {
  const { page, complaints, close } = await inDeck('', 1);
  await onSlide(page, 1);
  await awake(page, 'memory');
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('s')]);
  const views = await Promise.all(['#current-slide iframe', '#upcoming-slide iframe'].map(async (place) => (await popup.waitForSelector(place)).contentFrame()));
  await awake(views[0], 'memory');
  await views[1].waitForFunction(() => window.Reveal?.isReady());
  await page.keyboard.press('ArrowRight');
  await onSlide(page, 2);
  for (const [view, place, id] of [[views[0], '#current-slide iframe', 'net'], [views[1], '#upcoming-slide iframe', 'twin']]) {
    await awake(view, id);
    const box = await (await popup.waitForSelector(place)).boundingBox();
    assert.ok((await colours(popup, { x: box.x + box.width * 0.2, y: box.y + box.height * 0.3, width: box.width * 0.6, height: box.height * 0.5 })) > 20, id);
  }
  assert.match(await popup.evaluate(() => document.querySelector('.speaker-controls-notes').textContent), /one time step/);
  assert.deepEqual(grave(complaints), []);
  await popup.close();
  await close();
});

test('printed, every slide has a picture of its experiment', async () => {
  const { page, complaints, close } = await inDeck('?print-pdf');
  await page.waitForFunction(() => { const all = Array.from(document.querySelectorAll('unroll-lab')); return all.length === 4 && all.every((lab) => lab.hasPicture && !lab.isAwake); }, undefined, { timeout: 90000, polling: 200 });
  await page.emulateMedia({ media: 'print' });
  for (const id of ['memory', 'net', 'twin', 'training']) {
    const clip = await page.evaluate((name) => {
      document.getElementById(name).scrollIntoView();
      const { x, y, width, height } = document.getElementById(name).getBoundingClientRect();
      return { x: Math.max(0, x), y: Math.max(0, y), width, height: Math.min(height, innerHeight - Math.max(0, y)) };
    }, id);
    assert.ok((await colours(page, clip)) > 20, id);
  }
  const pdf = await page.pdf({ preferCSSPageSize: true });
  assert.ok(pdf.toString('latin1').match(/\/Subtype ?\/Image/g)?.length >= 4, 'four pictures in the file');
  assert.deepEqual(grave(complaints), []);
  await close();
});
