// The site without a network: what was opened once is there whole, an open page keeps its version and a new one comes whole, and a browser
// would install it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, launch, open, ready, root, serve, site, state, trainNatively } from './page.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

// A copy of the site that may be changed, on a server of its own.
async function copy() {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  cpSync(site, folder, { recursive: true });
  const asked = [];
  const server = await serve({}, { folder, headers: (path) => { asked.push(path); return {}; } });
  return { folder, asked, url: server.url, close: async () => { await server.close(); rmSync(folder, { recursive: true, force: true }); } };
}

// As the build makes it of changed files.
const publish = (folder) => execFileSync('python3', [join(root, 'web/page/site.py'), folder, join(root, 'web/page')]);
const version = (folder) => /<meta name="version" content="(\w+)">/.exec(readFileSync(join(folder, 'index.html'), 'utf8'))[1];
const inPage = (url, more) => open(browser, url, { serviceWorker: true, ...more });
const kept = (page) => page.evaluate(() => caches.keys());
const installed = (page) => eventually(page, () => navigator.serviceWorker.getRegistration().then((each) => each?.active?.state === 'activated'));
const caching = (page, name) => eventually(page, (wanted) => caches.keys().then((all) => all.includes(wanted)), `unroll ${name}`);

test('opened once, it is there whole without a network: all languages, scenes of the second part, workers', async () => {
  const from = await copy();
  const { page, complaints, close } = await inPage(`${from.url}#scene=sequence&lang=en`);
  await installed(page);
  assert.equal(version(from.folder).length, 16);
  assert.deepEqual((await kept(page)).filter((name) => name !== 'unroll pages'), [`unroll ${version(from.folder)}`]);
  await page.reload();
  await ready(page);
  await page.context().setOffline(true);
  from.asked.length = 0;
  await page.reload();
  await ready(page);
  await page.evaluate(() => window.unroll.load('scene=hopfield&lang=de'));
  const now = await state(page);
  assert.deepEqual([now.scene, now.lang, now.missingText], ['hopfield', 'de', []]);
  const trained = await page.evaluate(() => window.unroll.load('scene=training&task=xor&updates=50'));
  assert.equal(trained.weights_hash, trainNatively('task=xor&updates=50').weights_hash);
  await page.evaluate(() => window.unroll.load('scene=problems&problem=guarantee&seqLen=10&hiddenSize=4&updates=20&seeds=4&runs=4'));
  await page.waitForFunction(() => window.unroll.state().runsDone === 4, undefined, { timeout: 60000 });
  assert.ok((await state(page)).helpers >= 2, 'in workers');
  await page.goto(`${from.url}index.html#scene=seats`);
  await ready(page);
  assert.equal((await state(page)).scene, 'seats');
  await page.goto(`${from.url}references.html`);
  assert.match(await page.locator('body').innerText(), /Hopfield/);
  await page.goto(`${from.url}exercise.html#exercise=hopfield`);
  await page.waitForFunction(() => document.querySelector('unroll-lab')?.state().then((now) => now.scene === 'hopfield', () => false));
  assert.deepEqual(from.asked.filter((path) => path !== '/sw.js'), []);  // which the browser itself looks for
  assert.deepEqual(complaints.filter((each) => !/ERR_INTERNET_DISCONNECTED|^failed: .*(sw\.js|index\.html)$/.test(each)), []);
  await close();
  await from.close();
});

test('an open page keeps its version, the next one is new and whole; a half-filled server changes nothing', async () => {
  const from = await copy();
  const first = version(from.folder);
  const { page, complaints, close } = await inPage(`${from.url}#scene=sequence&lang=en`);
  await installed(page);
  await page.reload();
  await ready(page);
  const title = await page.evaluate(() => document.querySelector('meta[name=version]').content);
  assert.equal(title, first);

  // A new version whose second part is another one, which a page of the first must not get to see.
  const words = join(from.folder, 'words.en.json');
  writeFileSync(words, readFileSync(words, 'utf8').replace(/"scene":/, '"fresh": "new",\n"scene":').replace(/$/, '\n'));
  writeFileSync(join(from.folder, 'unroll.later.wasm'), 'of another build');
  publish(from.folder);
  const second = version(from.folder);
  assert.notEqual(second, first);
  const other = await page.context().newPage();
  await other.goto(from.url);
  await ready(other);
  assert.equal(await other.evaluate(() => document.querySelector('meta[name=version]').content), second, 'at once, where there is a network');
  await caching(other, second);
  assert.match(await other.evaluate(() => window.unroll.load('scene=seats').catch((error) => error.message)), /could not be fetched/);
  const old = await page.evaluate(() => window.unroll.load('scene=seats').then((now) => now.scene));
  assert.equal(old, 'seats', 'the open page has its own second part still');
  assert.ok((await kept(page)).includes(`unroll ${first}`));

  // The server is being filled: index.html is of a third version, the rest isn't. Nothing of it is kept.
  const before = readFileSync(words);
  writeFileSync(words, readFileSync(words, 'utf8') + '\n');
  publish(from.folder);
  const third = version(from.folder);
  writeFileSync(words, before);
  await other.reload();
  await ready(other);
  await other.waitForTimeout(1500);
  assert.ok(!(await kept(other)).includes(`unroll ${third}`));
  await other.context().setOffline(true);
  await other.reload();
  await ready(other);
  assert.equal(await other.evaluate(() => document.querySelector('meta[name=version]').content), second);
  await other.context().setOffline(false);

  // When no page has it any more, the first version is thrown away.
  await page.close();
  publish(from.folder);
  await other.waitForTimeout(10000);  // until then it might be on its way
  await other.reload();
  await ready(other);
  await eventually(other, (name) => caches.keys().then((all) => !all.includes(name)), `unroll ${first}`);
  assert.deepEqual(complaints, []);
  await close();
  await from.close();
});

test('a browser would install it', async () => {
  const from = await copy();
  const { page, close } = await inPage(from.url);
  await installed(page);
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  // What the driver's own kind of window is refused for says nothing of the page.
  const refused = (await session.send('Page.getInstallabilityErrors')).installabilityErrors.map((each) => each.errorId).filter((each) => each !== 'in-incognito');
  assert.deepEqual(refused, []);
  for (const icon of manifest.icons) {
    const [width, height] = await page.evaluate(async (src) => { const image = new Image(); image.src = src; await image.decode(); return [image.naturalWidth, image.naturalHeight]; }, icon.src);
    if (icon.sizes !== 'any') assert.equal(icon.sizes, `${width}x${height}`);
    assert.ok(width === height && width > 0);
  }
  await close();
  await from.close();
});

test('a frame in another page installs nothing, nor does the single file', async () => {
  const server = await serve({ '/frame.html': '<!doctype html><link rel="icon" href="data:,"><iframe id="frame" src="/" title="Unroll" width="768" height="464"></iframe>' });
  for (const path of ['frame.html', 'unroll.html']) {
    const { page, complaints, close } = await open(browser, server.url + path, { serviceWorker: true, wait: false });
    const place = path === 'frame.html' ? await (await page.waitForSelector('#frame')).contentFrame() : page;
    await ready(place);
    await page.waitForTimeout(1000);
    assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0, path);
    assert.deepEqual(complaints, []);
    await close();
  }
  await server.close();
});
