// What every browser test needs: a server for the finished site, a Chromium that draws WebGL 2 in software, a page that is watched
// for errors and foreign requests, and controls by name.
//   UNROLL_SITE  folder of the finished site (build/web/site)
//   UNROLL_CLI   the native program (build/native/unroll)
//   CHROMIUM     the browser (/usr/bin/chromium)
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const site = resolve(root, process.env.UNROLL_SITE ?? 'build/web/site');
export const cli = resolve(root, process.env.UNROLL_CLI ?? 'build/native/unroll');
export const sizes = { wide: [1280, 800], medium: [768, 464], phone: [390, 844] };
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };

for (const [what, path] of [['the finished site', join(site, 'index.html')], ['the native program', cli]]) {
  if (!existsSync(path)) throw new Error(`${path}: ${what} is missing; build it first (./lab build)`);
}

// What the program has, from the program: list('tasks') → [{name, help, …}].
export const list = (what) => JSON.parse(execFileSync(cli, ['list', what], { encoding: 'utf8' }));
export const names = (what) => list(what).map((each) => each.name);
export const sceneNames = names('scenes');

// Serves the site or another folder, and `extra` pages by path: {'/deck.html': '<!doctype html>…'}. `headers` go with each answer, by the
// path that is asked for.
export async function serve(extra = {}, { folder = site, headers = () => ({}) } = {}) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const more = headers(path);
    if (path in extra) return response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html', ...more }).end(extra[path]);
    const file = join(folder, path === '/' ? 'index.html' : path);
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', ...more }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref();  // a test that failed before it closed it shall end all the same
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { url, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

// A test that fails in the middle must not leave a page behind that goes on computing beside the next one.
const contexts = new Set();
afterEach(async () => { for (const context of contexts) await context.close(); });

// A page at `url`, ready; `complaints` collects console errors, warnings, failed and foreign requests, and must stay empty. Without a service
// worker, which would keep requests from a test: offline.test.mjs allows it.
export async function open(browser, url, { size = 'wide', locale = 'en-US', colorScheme = 'light', pixelRatio = 1, offline = false, wait = true, touch = false, serviceWorker = false } = {}) {
  const [width, height] = sizes[size] ?? size;
  const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme, deviceScaleFactor: pixelRatio, offline, hasTouch: touch });
  if (!serviceWorker) await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined }));
  contexts.add(context);
  context.on('close', () => contexts.delete(context));
  const page = await context.newPage();
  page.setDefaultTimeout(90000);  // as until(): on a busy machine all takes long
  const complaints = [];
  const home = new URL(url);
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (!['data:', 'blob:'].includes(to.protocol) && (to.protocol !== home.protocol || to.host !== home.host)) complaints.push(`request to ${request.url()}`);
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => { if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`); });
  await page.goto(url);
  if (wait) await ready(page).catch((error) => assert.fail(`${url} did not get ready: ${error.message}\n${complaints.join('\n')}`));
  return { page, complaints, close: () => context.close() };
}

export async function ready(page) {
  await page.waitForFunction(() => window.unroll);
  await page.evaluate(() => window.unroll.ready.then(() => true));
}

// As one text: the driver takes eight times as long over the object.
export const state = async (page) => JSON.parse(await page.evaluate(() => JSON.stringify(window.unroll.state())));

// Waits until the state fulfils `claim`, written as a function of the state. How long that takes is no matter here: on a machine that is
// busy with other things it may be long. What must be fast is measured in speed.test.mjs.
export async function until(page, claim, timeout = 90000) {
  await page.waitForFunction(`(${claim})(window.unroll.state())`, undefined, { timeout, polling: 50 }).catch(async () => {
    const { layout, ...rest } = await state(page);
    assert.fail(`not within ${timeout} ms: ${claim}\n${JSON.stringify(rest).slice(0, 1500)}`);
  });
  return state(page);
}

// As waitForFunction, for a claim whose answer is a promise, which that would take for a yes.
export async function eventually(page, claim, argument, timeout = 90000) {
  for (const end = Date.now() + timeout; !(await page.evaluate(claim, argument)); ) {
    if (Date.now() > end) assert.fail(`not within ${timeout} ms: ${claim}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

// Some frames of the page's own on, so that what was pressed has had its effect and is drawn; or none, where nothing moves. A frame may wait
// some of the browser's for the graphics.
export const settle = (page) => page.evaluate(() => new Promise((done) => {
  const fresh = !window.drawn;
  if (fresh) {
    const draw = window._unroll_frame, ask = window.requestAnimationFrame.bind(window);
    window.drawn = { count: 0, asked: 0, ask };
    window._unroll_frame = (...size) => { ++window.drawn.count; return draw(...size); };
    window.requestAnimationFrame = (work) => {
      ++window.drawn.asked;
      return ask((time) => { --window.drawn.asked; work(time); });
    };
  }
  const from = window.drawn.count;
  let last = from, quiet = 0;
  const next = () => {
    quiet = window.drawn.count === last ? quiet + 1 : 0;
    last = window.drawn.count;
    const rests = quiet >= (fresh || window.drawn.asked > 0 ? 8 : 2);  // with no frame asked for, none comes
    if (last - from >= 4 || rests) done();
    else window.drawn.ask(next);
  };
  window.drawn.ask(next);
}));

const cssScale = (now, ratio) => now.pixelsPerUnit / ratio;

// Places in CSS pixels of a control, by name, once it is there: what a press opens may need some frames more than were waited for.
export async function place(page, name) {
  const there = (wanted) => window.unroll.state().layout.controls.some((each) => each.name === wanted);
  if (!(await page.evaluate(there, name))) await page.waitForFunction(there, name, { timeout: 15000, polling: 50 }).catch(() => {});
  const now = JSON.parse(await page.evaluate(() => { const s = window.unroll.state(); return JSON.stringify({ ...s, ratio: devicePixelRatio }); }));
  const control = now.layout.controls.find((each) => each.name === name);
  assert.ok(control, `no control “${name}” among ${now.layout.controls.map((each) => each.name).join(', ')}`);
  const scale = cssScale(now, now.ratio);
  const [x, y, w, h] = control.rect.map((v) => v * scale);
  return { ...control, scale, x, y, w, h, center: [x + w / 2, y + h / 2] };
}

// The place where a control comes to rest: what has just been computed may be drawn a frame later and move it, and an animation does. What
// never rests is taken where it is.
async function atRest(page, name) {
  // What the state tells of may not be drawn yet, and a control still lie where it was.
  if (await page.evaluate(() => !window.drawn || window.drawn.asked > 0)) await settle(page);
  let p = await place(page, name);
  for (let i = 0; i < 40; ++i) {
    const before = p;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    p = await place(page, name);
    if (p.x === before.x && p.y === before.y) return p;
  }
  return p;
}

// The control's place once it can be seen: a column is scrolled by the wheel, as a user would.
export async function reach(page, name) {
  for (let i = 0; i < 30; ++i) {
    const p = await atRest(page, name);
    const [x, y, w, h] = p.clip.map((v) => v * p.scale);
    const slack = Math.max(0, p.h - h);  // of what is higher than its column, a part will do
    if (p.y >= y - 1 - slack && p.y + p.h <= y + h + 1 + slack) return p;
    await page.mouse.move(x + w / 2, y + h / 2);
    await page.mouse.wheel(0, p.center[1] > y + h / 2 ? 120 : -120);
    await settle(page);
  }
  assert.fail(`“${name}” can't be scrolled into view`);
}

export async function press(page, name, at = [0.5, 0.5]) {
  const p = await reach(page, name);
  await page.mouse.click(p.x + p.w * at[0], p.y + p.h * at[1]);
  await settle(page);
}

// The story's next step, and from its words to its begin.
export async function nextStep(page) {
  const { story: { step } } = await state(page);
  await press(page, 'storyNext');
  if (!(await until(page, `(s) => s.story.step !== ${step} && !s.story.begins`)).story.waits) return;
  await press(page, 'storyNext');
  await until(page, '(s) => !s.story.waits && !s.story.moves');
}

// Tab until the control has the focus; the walk starts wherever the focus is. Each Tab is waited for, or a slow frame would let the next
// one overtake it and the walk end one control too far.
export async function tabTo(page, name, most = 80) {
  const where = () => page.evaluate(() => [window.unroll.state().focus, document.activeElement?.closest('#lab') !== null]);
  for (let i = 0; i < most; ++i) {
    const [focus, inside] = await where();
    if (focus === name) return settle(page);
    if (i > 0 && !inside) await page.focus('#canvas');
    await page.keyboard.press('Tab');
    await page.waitForFunction((before) => window.unroll.state().focus !== before || !document.activeElement?.closest('#lab'), focus, { timeout: 2000 }).catch(() => {});
  }
  assert.fail(`Tab never reached “${name}”`);
}

// Escape on the stage itself gives up what is chosen there: from an element of the tree the canvas leads to the stage without it.
export async function focusStage(page) {
  await settle(page);  // keys that were pressed before are for where they were pressed
  const fromTree = await page.evaluate(() => document.activeElement?.id !== 'canvas' && document.activeElement?.closest('#lab') !== null);
  await page.focus('#canvas');
  await settle(page);
  if (!fromTree || (await state(page)).focus !== 'stage') await page.keyboard.press('Escape');
  await settle(page);
}

// All words in one language with their paths, of every folder of web/: ["training.loss.title", "Loss"].
export function wordEntries(language) {
  const entries = (node, path = '') => Object.entries(node).flatMap(([name, value]) => (typeof value === 'object' ? entries(value, `${path}${name}.`) : [[path + name, value]]));
  const files = readdirSync(join(root, 'web'), { recursive: true }).filter((file) => file.endsWith(`words.${language}.json`));
  return files.flatMap((file) => entries(JSON.parse(readFileSync(join(root, 'web', file), 'utf8'))));
}
export const wordPaths = (language) => wordEntries(language).map(([path]) => path);

// The last line of `unroll train`, natively.
export function trainNatively(experiment) {
  const lines = execFileSync(cli, ['train', ...experiment.split('&')], { encoding: 'utf8', maxBuffer: 1 << 26 }).trim().split('\n');
  return JSON.parse(lines.at(-1));
}
