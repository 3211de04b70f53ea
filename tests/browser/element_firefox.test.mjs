// <unroll-lab> in Firefox: it comes into view, does what it is told, leaves a picture and comes back.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { launchFirefox } from './firefox.mjs';
import { eventually, serve, trainNatively } from './page.mjs';

let browser, server;
before(async () => {
  server = await serve({ '/one.html': `<!doctype html><html><head><link rel="icon" href="data:,"><script src="/unroll-element.js"></script></head><body>
    <unroll-lab id="one" scene="sequence" task="adding" hiddenSize="3" seqLen="4" embed></unroll-lab><div style="height:4000px"></div></body></html>` });
  browser = await launchFirefox();
});
after(async () => { await browser?.close(); await server?.close(); });

test('in Firefox: in view, out of it with a picture, and back as it was; keys that it doesn’t need are the page’s', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}one.html`);
  await eventually(page, () => document.getElementById('one').isAwake);
  await page.evaluate(() => { window.pressed = []; addEventListener('keydown', (event) => window.pressed.push(event.keyCode)); });
  const trained = await page.evaluate(() => document.getElementById('one').load('scene=training&task=xor&updates=30').then((now) => now.weights_hash));
  assert.equal(trained, trainNatively('task=xor&updates=30').weights_hash);
  await page.evaluate(() => document.getElementById('one').load('scene=sequence&task=adding&hiddenSize=3&seqLen=4&t=2&embed=true').then(() => true));
  await page.evaluate(() => scrollTo({ top: 3000, behavior: 'instant' }));
  await eventually(page, () => { const lab = document.getElementById('one'); return !lab.isAwake && lab.hasPicture; });
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await eventually(page, () => document.getElementById('one').isAwake);
  assert.equal(await page.evaluate(() => document.getElementById('one').state().then((now) => now.t)), 2);
  await page.mouse.click(60, 60);
  await page.keyboard.press('PageDown');
  await eventually(page, () => window.pressed.includes(34));
});
