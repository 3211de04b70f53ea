// The page in Firefox: it starts, draws, and trains to the same weights as the native program.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { configurations, matrix, sameAsNatively } from './experiments.mjs';
import { launchFirefox } from './firefox.mjs';
import { cli, ready, sceneNames, serve } from './page.mjs';

let browser, server, page;
const complaints = [];
before(async () => {
  server = await serve();
  browser = await launchFirefox();
  console.log(`# ${await browser.version()}`);
  page = await browser.newPage();
  page.on('console', (message) => { if (['error', 'assert'].includes(message.type())) complaints.push(`error: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => { if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) complaints.push(`request to ${request.url()}`); });
  await page.goto(server.url);
  await ready(page);
});
after(async () => { await browser?.close(); await server?.close(); });

for (const scene of sceneNames) {
  test(`the scene ${scene} is drawn`, async () => {
    await page.evaluate((text) => window.unroll.load(text), `scene=${scene}`);
    const picture = await page.screenshot({ encoding: 'base64' });
    const colours = await page.evaluate(async (data) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
    }, picture);
    assert.ok(colours > 20, `${colours} colours`);
    assert.deepEqual(complaints, []);
  });
}

for (const [name, experiments] of [['four experiments', configurations], ...matrix]) {
  test(`${name}: the same weights as natively`, async () => {
    await sameAsNatively(page, experiments);
    assert.deepEqual(complaints, []);
  });
}

test('runs of a problem in workers: the same rows as natively', async () => {
  const pairs = 'problem=guarantee&seqLen=10&hiddenSize=8&updates=300&seeds=4';
  const rows = execFileSync(cli, ['problems', ...pairs.split('&')], { encoding: 'utf8' }).trim().split('\n').map((line) => JSON.parse(line).row).filter(Boolean);
  await page.evaluate((text) => window.unroll.load(text), `scene=problems&${pairs}&runs=4`);
  await page.waitForFunction(() => { const now = window.unroll.state(); return now.runs === 4 && now.runsDone === 4 && !now.running; }, { timeout: 60_000 });
  const now = await page.evaluate(() => { const { hashes, metrics, helpers, troubles } = window.unroll.state(); return { hashes, metrics, helpers, troubles }; });
  assert.ok(now.helpers >= 2, `${now.helpers} workers`);
  assert.deepEqual(now.troubles, []);
  assert.deepEqual(now.hashes, rows.map((row) => row.weights_hash));
  assert.deepEqual(now.metrics, rows.map((row) => row.metric));
  assert.deepEqual(complaints, []);
});
