// 200 experiments and recalls: Chromium and Firefox come to the same bits as the native program and Node.js.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { sameAsTable } from './determinism.mjs';
import { launchFirefox } from './firefox.mjs';
import { launch, open, ready, serve } from './page.mjs';

// With little to draw: on a machine without graphics the frames take most of the time.
const small = [210, 170];
let server;
before(async () => { server = await serve(); });
after(async () => { await server?.close(); });

test('the table in Chromium', async () => {
  const browser = await launch();
  const { page, complaints, close } = await open(browser, `${server.url}#scene=latch&animate=false`, { size: small });
  const began = performance.now();
  await sameAsTable(page);
  console.log(`# ${Math.round(performance.now() - began)} ms in Chromium`);
  assert.deepEqual(complaints, []);
  await close();
  await browser.close();
});

test('the table in Firefox', async () => {
  const browser = await launchFirefox();
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: small[0], height: small[1] });
    await page.goto(`${server.url}#scene=latch&animate=false`);
    await ready(page);
    const began = performance.now();
    await sameAsTable(page);
    console.log(`# ${Math.round(performance.now() - began)} ms in Firefox`);
  } finally {
    await browser.close();
  }
});
