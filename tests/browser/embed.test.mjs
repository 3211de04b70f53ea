// The page inside another page: an iframe in a slide deck, in a sandbox, as a single file without a network.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch, open, press, ready, sceneNames, serve, settle, site, state, trainNatively, until } from './page.mjs';

const deck = (attributes) => `<!doctype html><html><head><link rel="icon" href="data:,"></head><body style="margin:0;height:3000px">
  <button id="before">before</button><br><iframe id="frame" title="Unroll" width="768" height="464" ${attributes}></iframe><button id="after">after</button>
  <script>window.heard = []; addEventListener('message', (e) => window.heard.push(e.data));</script></body></html>`;

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve({
    '/deck.html': deck('src="/#scene=sequence&task=adding&hiddenSize=3&seqLen=6&embed=true"'),
    '/sandbox.html': deck('src="/unroll.html#scene=sequence" sandbox="allow-scripts"'),
  });
});
after(async () => { await browser?.close(); await server?.close(); });

async function inDeck(path) {
  const opened = await open(browser, server.url + path, { wait: false });
  const frame = await (await opened.page.waitForSelector('#frame')).contentFrame();
  await frame.waitForFunction(() => window.unroll);
  await frame.evaluate(() => window.unroll.ready.then(() => true));
  return { ...opened, frame };
}

test('in an iframe: the wheel belongs to the page until a click, unused keys go to the parent, Tab passes through', async () => {
  const { page, frame, complaints, close } = await inDeck('deck.html');
  const now = await state(frame);
  assert.equal(now.embed, true);
  assert.ok(!now.layout.controls.some((c) => ['scenes', 'undo', 'link'].includes(c.name)), 'no header');
  assert.ok(now.layout.controls.some((c) => c.name === 'play'), 'a transport bar');
  assert.equal(await page.evaluate(() => document.activeElement.id), '', 'it does not steal the focus');

  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, 200);
  await page.waitForFunction(() => scrollY > 100);
  await page.evaluate(() => scrollTo(0, 0));
  const box = await (await page.$('#frame')).boundingBox();
  await page.mouse.click(box.x + 40, box.y + 60);
  await settle(frame);
  await page.mouse.wheel(0, 200);
  await settle(frame);
  assert.equal(await page.evaluate(() => scrollY), 0, 'after a click the wheel is the canvas’ own');

  await page.evaluate(() => { window.heard.length = 0; });
  await page.keyboard.press('PageDown');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => window.heard.some((m) => m.unroll?.key === 'PageDown') && window.heard.some((m) => m.unroll?.key === 'ArrowLeft'));
  await page.evaluate(() => { window.heard.length = 0; });
  await page.keyboard.press('ArrowRight');
  await until(frame, '(s) => s.t === 1');
  assert.deepEqual(await page.evaluate(() => window.heard.filter((m) => m.unroll?.key)), [], 'a used key stays');

  await page.focus('#before');
  for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement.id)) !== 'after'; ++i) {
    await page.keyboard.press('Tab');
    await settle(frame);
  }
  assert.equal(await page.evaluate(() => document.activeElement.id), 'after');
  assert.deepEqual(complaints, []);
  await close();
});

test('by postMessage the parent can do what window.unroll can', async () => {
  const { page, close } = await inDeck('deck.html');
  const answer = await page.evaluate(() => new Promise((done) => {
    addEventListener('message', (e) => { if (e.data.unroll?.id === 7 && e.data.unroll.state) done(e.data.unroll.state); });
    const frame = document.getElementById('frame').contentWindow;
    addEventListener('message', (e) => { if (e.data.unroll?.id === 6) frame.postMessage({ unroll: { state: true, id: 7 } }, '*'); });
    frame.postMessage({ unroll: { load: 'task=xor&updates=30', id: 6 } }, '*');
  }));
  assert.equal(answer.update, 30);
  assert.equal(answer.weights_hash, trainNatively('task=xor&updates=30').weights_hash);
  await close();
});

// The single file: a sandbox without an origin may not fetch unroll.wasm unless the server allows it for all.
test('in a sandbox without storage, clipboard or origin: the single file runs, and Share shows the link where it can’t be copied', async () => {
  const { frame, complaints, close } = await inDeck('sandbox.html');
  await frame.evaluate(() => window.unroll.step(1));
  await settle(frame);
  const now = await state(frame);
  assert.ok(now.t >= 1);
  const pressIn = async (name) => {
    await until(frame, `(s) => s.layout.controls.some((c) => c.name === "${name}")`);
    await settle(frame);
    const { rect } = (await state(frame)).layout.controls.find((c) => c.name === name);
    await frame.locator('#canvas').click({ position: { x: rect[0] + rect[2] / 2, y: rect[1] + rect[3] / 2 } });
    await settle(frame);
  };
  await pressIn('link');
  await pressIn('copyShare');
  await frame.waitForFunction(() => !document.getElementById('link').hidden && document.getElementById('link').value.includes('scene=sequence'));
  assert.deepEqual(complaints.filter((c) => !/clipboard|Clipboard/.test(c)), []);
  await close();
});

test('Share copies the link where there is a clipboard', async () => {
  const opened = await open(browser, `${server.url}#scene=training&task=xor&seed=4`);
  await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press(opened.page, 'link');
  await press(opened.page, 'copyShare');
  await until(opened.page, '(s) => s.messages.length === 1');
  assert.equal(await opened.page.evaluate(() => navigator.clipboard.readText()), `${server.url}#scene=training&task=xor&seed=4`);
  await opened.close();
});

test('hide= takes named controls and parts away', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=training&hide=learningRate,link,story`);
  const names = (await state(page)).layout.controls.map((c) => c.name);
  for (const hidden of ['learningRate', 'link']) assert.ok(!names.includes(hidden), hidden);
  assert.ok(names.includes('hiddenSize'));
  await close();
});

test('the single file from file:// with the network cut off', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  const file = join(folder, 'unroll.html');
  copyFileSync(join(site, 'unroll.html'), file);
  for (const scene of sceneNames) {
    const { page, complaints, close } = await open(browser, `${pathToFileURL(file)}#scene=${scene}&task=xor&updates=100`, { offline: true });
    const now = await state(page);
    assert.equal(now.scene, scene);
    if (now.model === 'recurrent') {
      assert.equal(now.weights_hash, trainNatively('task=xor&updates=100').weights_hash);
      await page.waitForFunction(() => location.hash.includes('updates=100'));
    }
    assert.deepEqual(complaints, []);
    await close();
  }
  rmSync(folder, { recursive: true });
});

test('a snapshot is a PNG of the stage', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence`);
  const url = await page.evaluate(() => window.unroll.snapshot());
  assert.match(url, /^data:image\/png;base64,/);
  const bytes = Buffer.from(url.split(',')[1], 'base64');
  const { stage, pixelsPerUnit } = await state(page);
  assert.equal(bytes.readUInt32BE(16), Math.round(stage[2] * pixelsPerUnit));
  assert.equal(bytes.readUInt32BE(20), Math.round(stage[3] * pixelsPerUnit));
  assert.ok(bytes.length > 5000, 'it shows something');
  await close();
});

test('the graphics context may be taken away and given back, in every scene: the same picture afterwards', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=training&task=xor&updates=20&animate=false`);
  // At rest: what a scene computes beside its picture is there.
  const still = async () => {
    for (let last = '', now; ; last = now) {
      now = await page.evaluate(() => window.unroll.snapshot());
      if (now === last) return now;
      await page.waitForTimeout(400);
    }
  };
  for (const link of ['scene=training&task=xor&updates=20', ...sceneNames.map((name) => `scene=${name}`)]) {
    await page.evaluate((text) => window.unroll.load(text), `${link}&animate=false`);
    await settle(page);
    const before = await still();
    await page.evaluate(() => new Promise((done) => {
      const canvas = document.getElementById('canvas');
      const lose = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
      canvas.addEventListener('webglcontextrestored', () => setTimeout(done, 300), { once: true });
      canvas.addEventListener('webglcontextlost', () => setTimeout(() => lose.restoreContext(), 50), { once: true });
      lose.loseContext();
    }));
    await settle(page);
    assert.ok(await still() === before, link);
  }
  assert.deepEqual(complaints.filter((c) => !/CONTEXT_LOST/.test(c)), []);
  await close();
});

test('a graphics context that does not come back is told of, and goes on when it does', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=latch&animate=false`);
  const before = await page.evaluate(() => window.unroll.snapshot());
  await page.evaluate(() => { (window.lose = document.getElementById('canvas').getContext('webgl2').getExtension('WEBGL_lose_context')).loseContext(); });
  await page.waitForFunction(() => !document.getElementById('no-graphics').hidden);
  await page.evaluate(() => window.lose.restoreContext());
  await page.waitForFunction(() => document.getElementById('no-graphics').hidden);
  await settle(page);
  assert.ok(await page.evaluate(() => window.unroll.snapshot()) === before);
  await close();
});

test('without WebGL 2 the page says so, in both languages, and shows nothing else', async () => {
  const { page, close } = await open(browser, 'about:blank', { wait: false });
  await page.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) { return /^webgl/.test(kind) ? null : get.call(this, kind, ...more); };
  });
  await page.goto(server.url);
  await page.waitForSelector('#no-webgl', { state: 'visible' });
  assert.match(await page.textContent('#no-webgl'), /WebGL 2, which this browser doesn’t offer.*dieser Browser nicht bietet/s);
  assert.equal(await page.isVisible('#canvas'), false);
  assert.deepEqual(await page.$$eval('.notice', (all) => all.filter((each) => !each.hidden).map((each) => each.id)), ['no-webgl']);
  await close();
});

test('only the language that is spoken is fetched; one that cannot be had is said, and the other stays', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&lang=de`);
  const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').map((each) => each.name.split('/').pop()).filter((name) => name.startsWith('words')));
  assert.deepEqual([(await state(page)).lang, await fetched()], ['de', ['words.de.json']]);
  await page.route('**/words.en.json', (route) => route.abort());
  await press(page, 'language');
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /Wörter dieser Sprache/);
  assert.equal(refused.lang, 'de');
  await page.waitForFunction(() => /lang=de/.test(location.hash));
  await page.unroute('**/words.en.json');
  await press(page, 'language');
  const now = await until(page, '(s) => s.lang === "en"');
  assert.deepEqual(now.missingText, []);
  await press(page, 'language');
  await until(page, '(s) => s.lang === "de"');
  assert.deepEqual(await fetched(), ['words.de.json', 'words.en.json', 'words.en.json']);
  await close();
});

// The program's second part: scenes that few begin with.
const later = 'unroll.later.wasm';
const asked = (page) => page.evaluate((name) => performance.getEntriesByType('resource').filter((each) => each.name.endsWith(name)).length, later);

test('the second part is fetched when a scene of it is opened, once; until then it is not', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=sequence`);
  assert.equal(await asked(page), 0);
  await page.evaluate(() => window.unroll.load('scene=sequence&task=xor&updates=20'));
  assert.equal(await asked(page), 0);
  // What is asked for meanwhile waits: the step is one of the scene that is on its way.
  const [loaded] = await page.evaluate(() => Promise.all([window.unroll.load('scene=hopfield&patterns=A,J,X&flip=0.36'), window.unroll.step(1)]));
  assert.equal(loaded.scene, 'hopfield');
  const now = await page.evaluate(() => window.unroll.load('scene=seats'));
  assert.equal(now.scene, 'seats');
  assert.equal(await asked(page), 1);
  assert.deepEqual(complaints, []);
  await close();
});

test('the second part has its words in each language that is spoken before or after it comes', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#scene=sequence&lang=en`);
  const speak = async (language) => {
    await press(page, 'language');
    assert.deepEqual((await until(page, `(s) => s.lang === "${language}"`)).missingText, []);
  };
  await speak('de');
  const now = await page.evaluate(() => window.unroll.load('scene=hopfield&lang=de').then(() => window.unroll.state()));
  await settle(page);
  assert.deepEqual([now.lang, (await state(page)).missingText], ['de', []]);
  await speak('en');
  const second = await open(browser, `${server.url}#scene=seats&lang=en`);
  await press(second.page, 'language');
  assert.deepEqual((await until(second.page, '(s) => s.lang === "de"')).missingText, []);
  assert.deepEqual([...complaints, ...second.complaints], []);
  await second.close();
  await close();
});

test('while the second part is on its way the page says so and goes on', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&lang=de`);
  let come;
  await page.route(`**/${later}`, async (route) => { await new Promise((done) => { come = done; }); await route.continue(); });
  await press(page, 'scenes', [0.01, 0.5]);
  const waiting = await until(page, '(s) => s.messages.length > 0');
  assert.match(waiting.messages[0], /wird geholt/);
  assert.equal(waiting.scene, 'sequence');
  await page.evaluate(() => window.unroll.step(1));
  assert.equal((await until(page, '(s) => s.t === 1')).scene, 'sequence');
  come();
  const there = await until(page, `(s) => s.scene === "${sceneNames[0]}"`);
  assert.deepEqual(there.messages, []);
  await close();
});

test('a second part that cannot be had is said, and the page goes on where it was', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&lang=de`);
  await page.route(`**/${later}`, (route) => route.abort());
  await press(page, 'scenes', [0.01, 0.5]);
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /Szene konnte nicht geholt werden/);
  assert.equal(refused.scene, 'sequence');
  assert.match(await page.evaluate(() => window.unroll.load('scene=seats').catch((error) => error.message)), /could not be fetched/);
  assert.equal((await state(page)).scene, 'sequence');
  await page.evaluate(() => window.unroll.step(1));
  assert.equal((await state(page)).t, 1);
  await page.unroute(`**/${later}`);
  await press(page, 'scenes', [0.01, 0.5]);
  await until(page, `(s) => s.scene === "${sceneNames[0]}"`);
  await close();
});

test('a second part of another build is refused, not run', async () => {
  const bytes = readFileSync(join(site, later));
  const build = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).find((each) => each.kind === 'global').name;
  bytes[bytes.indexOf(build)] ^= 1;
  const { page, close } = await open(browser, `${server.url}#scene=sequence`);
  await page.route(`**/${later}`, (route) => route.fulfill({ body: bytes, contentType: 'application/wasm' }));
  assert.match(await page.evaluate(() => window.unroll.load('scene=seats').catch((error) => error.message)), /could not be fetched/);
  const now = await state(page);
  assert.deepEqual([now.scene, now.messages.length], ['sequence', 1]);
  await close();
});

test('a link to a scene whose part cannot be had opens the first scene, and says why', async () => {
  const { page, close } = await open(browser, 'about:blank', { wait: false });
  await page.route(`**/${later}`, (route) => route.abort());
  await page.goto(`${server.url}#scene=hopfield`);
  await ready(page);
  const now = await state(page);
  assert.equal(now.scene, 'sequence');
  assert.match(now.messages[0], /could not be fetched/);
  await close();
});

test('a first load is at most 900 KB with gzip', () => {
  const sized = (name) => [name, gzipSync(readFileSync(join(site, name)), { level: 9 }).length];
  const sizes = ['index.html', 'unroll.js', 'unroll.wasm', 'words.de.json'].map(sized), more = [later, 'words.de.later.json'].map(sized);
  const all = sizes.reduce((sum, [, size]) => sum + size, 0);
  const told = (size) => Math.round(size / 1000);
  const listed = (files) => files.map(([name, size]) => `${name} ${told(size)}`).join(', ');
  console.log(`# first load with gzip: ${told(all)} KB (${listed(sizes)}); second part: ${listed(more)} KB`);
  assert.ok(all <= 900_000);
});
