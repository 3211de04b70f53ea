// In a slide: the keys go back to the deck; little room leaves the stage; what keeps the program from starting is said in the page.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, open, root, serve, settle, site, state, until } from './page.mjs';

// A deck turns its slides by its own keys, and by those that the frame hands back, with the README's own words for reveal.js.
const snippet = readFileSync(join(root, 'README.md'), 'utf8').match(/```html\n<script>\n([^`]*)<\/script>\n```/)?.[1];
const deck = (attributes) => `<!doctype html><html><head><link rel="icon" href="data:,"></head><body style="margin:0">
  <iframe id="frame" title="Unroll" width="768" height="464" ${attributes}></iframe>
  <script>const turned = [];
  addEventListener('keydown', (event) => turned.push(event.key));
  const Reveal = {};
  for (const [call, key] of [['left', 'ArrowLeft'], ['right', 'ArrowRight'], ['up', 'ArrowUp'], ['down', 'ArrowDown'], ['prev', 'PageUp'], ['next', 'PageDown']])
    Reveal[call] = () => turned.push(key);
  ${snippet}</script></body></html>`;

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve({
    '/deck.html': deck('src="/#scene=sequence&task=adding&hiddenSize=3&seqLen=4&embed=true"'),
    '/sandboxed-deck.html': deck('src="/unroll.html#scene=sequence&task=adding&hiddenSize=3&seqLen=4&embed=true" sandbox="allow-scripts"'),
    '/sandbox.html': deck('src="/#scene=sequence" sandbox="allow-scripts"'),
    '/no-wasm.html': readFileSync(join(site, 'index.html'), 'utf8').replace('<script src="unroll.js"', '<script>delete window.WebAssembly</script>$&'),
    '/broken/index.html': readFileSync(join(site, 'index.html'), 'utf8'),
    '/broken/unroll.js': readFileSync(join(site, 'unroll.js'), 'utf8'),
    '/broken/start.js': readFileSync(join(site, 'start.js'), 'utf8'),
    '/nothing/index.html': readFileSync(join(site, 'index.html'), 'utf8'),
    '/nothing/start.js': readFileSync(join(site, 'start.js'), 'utf8'),
  });
});
after(async () => { await browser?.close(); await server?.close(); });

async function frameOf(page, wait = true) {
  const frame = await (await page.waitForSelector('#frame')).contentFrame();
  if (wait) {
    await frame.waitForFunction(() => window.unroll);
    await frame.evaluate(() => window.unroll.ready.then(() => true));
  }
  return frame;
}

for (const path of ['deck.html', 'sandboxed-deck.html'])
  test(`${path}: arrows walk, at the end of the walk they turn the slide, and after Escape all of them do`, async () => {
    const { page, complaints, close } = await open(browser, server.url + path, { wait: false });
    const frame = await frameOf(page);
    const turned = async (keys) => {
      await page.evaluate(() => { turned.length = 0; });
      for (const key of keys) {
        await page.keyboard.press(key);
        await settle(frame);
      }
      return page.evaluate(() => turned);
    };
    const click = async () => {
      await page.mouse.click(20, 20);
      await settle(frame);
    };
    await click();
    assert.deepEqual(await turned(['ArrowRight', 'ArrowRight', 'ArrowRight']), [], 'they walk');
    await until(frame, '(s) => s.t === 3');
    assert.deepEqual(await turned(['ArrowRight']), ['ArrowRight'], 'the walk is at its end');
    assert.deepEqual(await turned(['ArrowLeft']), [], 'and goes back');
    await until(frame, '(s) => s.t === 2');
    assert.deepEqual(await turned(['PageDown', 'PageUp']), ['PageDown', 'PageUp'], 'these are always the deck’s');
    assert.deepEqual(await turned(['Tab', 'PageDown']), ['PageDown'], 'on a control too');

    await click();
    const after = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'PageDown', 'Escape'];
    assert.deepEqual(await turned(['Escape', ...after]), after, 'the first Escape gives the keyboard back');
    assert.equal((await state(frame)).t, 2);
    await click();
    assert.deepEqual(await turned(['ArrowRight']), [], 'a click takes the keys again');
    await until(frame, '(s) => s.t === 3');
    assert.deepEqual(complaints, []);
    await close();
  });

test('up and down go among the units, and at their ends to the deck', async () => {
  const { page, close } = await open(browser, `${server.url}deck.html`, { wait: false });
  const frame = await frameOf(page);
  await page.mouse.click(20, 20);
  for (let i = 0; i < 12; ++i) {
    await page.keyboard.press('ArrowDown');
    await settle(frame);
  }
  const turned = await page.evaluate(() => turned);
  assert.ok(turned.length > 0 && turned.length < 12 && turned.every((key) => key === 'ArrowDown'), turned.join(' '));
  await close();
});

test('with little room the stage is drawn alone, and a snapshot shows it', async () => {
  for (const [size, names, least] of [[[200, 150], [], 140], [[320, 240], ['play'], 150], [[240, 300], ['play'], 200], [[390, 300], ['play'], 200], [[30, 20], [], 20]])
    for (const experiment of ['scene=sequence', 'scene=sequence&embed=true', 'scene=theorem', 'scene=training']) {
      const { page, complaints, close } = await open(browser, `${server.url}#${experiment}`, { size });
      await settle(page);
      const { stage, layout, pixelsPerUnit } = await state(page);
      const where = `${experiment} at ${size}: the stage ${stage}`;
      assert.ok(stage[2] >= size[0] * 0.9 && stage[3] >= least, where);
      assert.ok(stage[0] >= 0 && stage[1] >= 0 && stage[0] + stage[2] <= size[0] && stage[1] + stage[3] <= size[1], where);
      for (const name of names) assert.ok(layout.controls.some((c) => c.name === name), `${where}: ${name}`);
      for (const name of ['scenes', 'undo', 'link', 'learningRate']) assert.ok(!layout.controls.some((c) => c.name === name), `${where}: ${name}`);
      const url = await page.evaluate(() => window.unroll.snapshot());
      assert.equal(Buffer.from(url.split(',')[1], 'base64').readUInt32BE(16), Math.round(stage[2] * pixelsPerUnit), where);
      assert.deepEqual(complaints, [], where);
      await close();
    }
});

const visible = (page) => page.locator('.notice:visible');

// Exactly one notice, in both languages; it lies within the page.
async function noticeOf(page, id) {
  await visible(page).waitFor({ timeout: 30000 });
  assert.equal(await visible(page).count(), 1);
  assert.equal(await visible(page).getAttribute('id'), id);
  assert.ok((await visible(page).locator('[lang=de]').innerText()).length > 40);
  assert.equal(await page.locator('#canvas').isVisible(), false);
  return visible(page);
}

test('in a sandbox without an origin the page says what keeps it from starting, and leads to the single file', async () => {
  const { page, close } = await open(browser, `${server.url}sandbox.html`, { wait: false });
  const frame = await frameOf(page, false);
  const notice = await noticeOf(frame, 'no-origin');
  assert.match(await notice.innerText(), /allow-same-origin[^]*unroll\.html/);
  await notice.locator('a').first().click();
  const now = await frameOf(page);
  assert.equal((await state(now)).scene, 'sequence');
  await close();
});

for (const [path, id, what] of [['no-wasm.html', 'no-wasm', 'no WebAssembly'], ['broken/index.html', 'no-program', 'no unroll.wasm'], ['nothing/index.html', 'no-program', 'no unroll.js']])
  test(`${what}: a notice`, async () => {
    const { page, close } = await open(browser, server.url + path, { wait: false });
    await noticeOf(page, id);
    await close();
  });

test('index.html as a file leads to unroll.html', async () => {
  const { page, close } = await open(browser, `${pathToFileURL(join(site, 'index.html'))}#scene=theorem`, { wait: false });
  const notice = await noticeOf(page, 'no-file');
  await notice.locator('a').first().click();
  await page.waitForFunction(() => window.unroll?.state().scene === 'theorem');
  await close();
});

test('a program that ends in the middle says so, and every promise is rejected', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&task=xor`);
  const outcomes = await page.evaluate(async () => {
    const outcome = (promise) => promise.then(() => 'kept', (error) => error.message);
    const loaded = outcome(window.unroll.load('scene=training&task=xor&hiddenSize=64&updates=100000'));
    unrollBridge.stop(new Error('a trap'));
    return [await loaded, await outcome(window.unroll.play()), await outcome(window.unroll.load('task=xor'))];
  });
  for (const outcome of outcomes) assert.match(outcome, /a trap/);
  await noticeOf(page, 'stopped');
  await close();
});
