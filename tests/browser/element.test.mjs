// <unroll-lab>: an experiment in any page. It comes when it is in view and leaves a picture behind when it isn't, does what window.unroll
// does, and neither takes nor gives style.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually, launch, list, open, sceneNames, serve, site, trainNatively } from './page.mjs';

const html = (body, style = '') => `<!doctype html><html><head><link rel="icon" href="data:,"><style>${style}</style><script src="/unroll-element.js"></script></head><body>${body}</body></html>`;
const scenes = sceneNames.filter((name) => name !== 'problems');
const forty = Array.from({ length: 40 }, (_, i) => `<unroll-lab id="e${i}" scene="${scenes[i % scenes.length]}" embed seed="${i + 1}" style="height:300px;margin:40px 0"></unroll-lab>`).join('');
const pages = {
  '/forty.html': html(forty, 'body { margin: 0 }'),
  '/one.html': html('<unroll-lab id="one" scene="training" task="xor" hiddenSize="6" batchSize="8" embed title="Exclusive or"></unroll-lab><div id="below" style="height:4000px"></div>'),
  '/wall.html': html(Array.from({ length: 24 }, (_, i) => `<unroll-lab id="e${i}" scene="latch" embed style="width:190px;height:130px;float:left"></unroll-lab>`).join('')),
  '/styled.html': html('<p id="outside">outside</p><div style="width:500px;height:300px"><unroll-lab id="one" scene="latch" embed></unroll-lab></div>',
    '* { color: rgb(255, 0, 0) !important; font: 40px serif } iframe, img, div.words { display: none !important; border: 9px solid } div { opacity: .99 } unroll-lab { height: 100% }'),
};

let browser, server;
before(async () => { browser = await launch(); server = await serve(pages); });
after(async () => { await browser?.close(); await server?.close(); });

const opened = (path) => open(browser, server.url + path, { wait: false });
const awake = (page) => page.evaluate(() => Array.from(document.querySelectorAll('unroll-lab')).filter((each) => each.shadowRoot.querySelector('iframe')).map((each) => each.id));
const waitFor = eventually;
const ready = (page, id = 'one') => waitFor(page, (name) => document.getElementById(name).isAwake, id);
// What is asked of the element, with the reason where it is refused.
const ask = (page, body, id = 'one') => page.evaluate(`(async () => { const lab = document.getElementById('${id}'); try { return await (async () => { ${body} })(); } catch (error) { return { refused: error.message }; } })()`);

test('the keys with a capital in them are those of the program', async () => {
  const { page, close } = await opened('one.html');
  const keys = [...new Set([...list('keys').map((key) => key.name), 'breakBy', 'breakUnit', 'breakWeight', 'foldBack', 'goOn'])];
  const links = await page.evaluate((all) => all.map((key) => {
    const lab = document.createElement('unroll-lab');
    lab.setAttribute(key, 'a b');
    return lab.link;
  }), keys);
  assert.deepEqual(links, keys.map((key) => `${key}=a%20b`));
  await close();
});

test('forty in one page: those in view are there, the others have left a picture and come back as they were', async () => {
  const { page, complaints, close } = await opened('forty.html');
  await ready(page, 'e0');
  const first = await ask(page, 'await lab.step(2); return lab.state();', 'e0');
  let most = 0;
  for (let i = 0; i < 40; i += 2) {
    await page.evaluate((id) => document.getElementById(id).scrollIntoView({ block: 'start', behavior: 'instant' }), `e${i}`);
    await ready(page, `e${i}`);
    most = Math.max(most, (await awake(page)).length);
  }
  assert.ok(most <= 8, `${most} frames at once`);
  await waitFor(page, () => document.querySelectorAll('unroll-lab').length - Array.from(document.querySelectorAll('unroll-lab')).filter((each) => each.shadowRoot.querySelector('iframe')).length >= 35);
  const still = await page.evaluate(async () => {
    const image = document.getElementById('e0').shadowRoot.querySelector('img');
    await image.decode();
    const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
    context.drawImage(image, 0, 0);
    const colours = new Set(new Uint32Array(context.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data.buffer)).size;
    return { colours, box: image.getBoundingClientRect().width, alt: image.alt };
  });
  assert.ok(still.colours > 20 && still.box > 300 && still.alt.length > 20, JSON.stringify(still));
  assert.equal((await ask(page, 'return lab.state();', 'e0')).link, first.link, 'of one that sleeps the last state is known');
  assert.ok(!(await awake(page)).includes('e0'), 'and it needn’t wake for that');
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await ready(page, 'e0');
  const again = await ask(page, 'return lab.state();', 'e0');
  assert.deepEqual([again.link, again.weights_hash, again.scene], [first.link, first.weights_hash, scenes[0]]);
  assert.deepEqual(complaints.filter((each) => !/^failed: /.test(each)), [], 'but for what was passed before it was there');
  await close();
});

test('more of them in view than there are places: eight live, and a click brings another', async () => {
  const { page, complaints, close } = await opened('wall.html');
  await waitFor(page, () => Array.from(document.querySelectorAll('unroll-lab')).filter((each) => each.isAwake).length === 8);
  assert.deepEqual(await awake(page), [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `e${i}`));
  await page.click('#e20');
  await ready(page, 'e20');
  assert.equal((await awake(page)).length, 8);
  assert.deepEqual(complaints, []);
  await close();
});

test('its methods are those of window.unroll, with its reasons; attributes are keys and may change', async () => {
  const { page, complaints, close } = await opened('one.html');
  assert.equal(await page.evaluate(() => document.getElementById('one').ready.then((lab) => lab.id)), 'one');
  const load = await ask(page, `return lab.load('scene=training&task=xor&updates=30');`);
  assert.equal(load.weights_hash, trainNatively('task=xor&updates=30').weights_hash);
  const heard = await ask(page, `
    const heard = [];
    const off = await lab.on('update', (detail) => heard.push(detail.update));
    await lab.step(5);
    const now = await lab.state();
    for (let i = 0; i < 200 && !heard.includes(35); ++i) await new Promise((done) => setTimeout(done, 50));
    off();
    await lab.step(1);
    await new Promise((done) => setTimeout(done, 1000));
    return [now.update, heard.at(-1)];`);
  assert.deepEqual(heard, [35, 35]);
  const file = await ask(page, `
    const bytes = await lab.saveModel(), before = await lab.state();
    await lab.load({ scene: 'training', task: 'xor', seed: 8 });
    const other = await lab.state();
    const now = await lab.loadModel(bytes);
    return [bytes instanceof Uint8Array, other.weights_hash === before.weights_hash, now.weights_hash === before.weights_hash];`);
  assert.deepEqual(file, [true, false, true]);
  assert.match(await ask(page, 'return lab.snapshot();'), /^data:image\/png;base64,/);
  for (const wrong of [`lab.step(1.5)`, `lab.load(5)`, `lab.on('nonsense', () => {})`, `lab.on('update')`, `lab.loadModel(new Uint8Array(9))`, `document.createElement('unroll-lab').play()`])
    assert.ok((await ask(page, `return ${wrong};`)).refused?.length > 5, wrong);
  const late = await page.evaluate(async () => {
    const lab = document.body.appendChild(document.createElement('unroll-lab')), outcome = lab.step(1).catch((error) => error.message);
    lab.remove();
    return outcome;
  });
  assert.match(late, /left the page/);
  await page.evaluate(() => { const lab = document.getElementById('one'); lab.hiddenSize = 4; lab.setAttribute('lang', 'de'); });
  await waitFor(page, () => document.getElementById('one').state().then((now) => now.lang === 'de' && /hiddenSize=4/.test(now.experiment)));
  assert.deepEqual(complaints.filter((each) => !/^failed: /.test(each)), [], 'but for what was removed');
  await close();
});

test('who leaves the view while it trains is paused, and goes on when it is back', async () => {
  const { page, complaints, close } = await opened('one.html');
  await ready(page);
  await ask(page, 'await lab.play();');
  await waitFor(page, () => document.getElementById('one').state().then((now) => now.update > 20));
  await page.evaluate(() => scrollTo({ top: 3000, behavior: 'instant' }));
  await waitFor(page, () => !document.getElementById('one').shadowRoot.querySelector('iframe'));
  const { update, playing, weights_hash } = await ask(page, 'return lab.state();');
  assert.equal(playing, false);
  await page.waitForTimeout(500);
  assert.equal((await ask(page, 'return lab.state();')).update, update);
  assert.equal(weights_hash, trainNatively(`task=xor&hiddenSize=6&batchSize=8&updates=${update}`).weights_hash);
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await waitFor(page, (before) => document.getElementById('one').state().then((now) => now.playing && now.update > before), update);
  assert.deepEqual(complaints, []);
  await close();
});

test('its size is that of its box, and no style leaks in or out', async () => {
  const { page, complaints, close } = await opened('styled.html');
  await ready(page);
  const seen = await page.evaluate(() => {
    const lab = document.getElementById('one'), frame = lab.shadowRoot.querySelector('iframe'), words = lab.shadowRoot.querySelector('.words');
    const [a, b] = [lab, frame].map((each) => each.getBoundingClientRect());
    return { lab: [a.width, a.height], frame: [b.width, b.height], display: getComputedStyle(frame).display, border: getComputedStyle(frame).borderTopWidth, font: getComputedStyle(words).fontSize,
      outside: getComputedStyle(document.getElementById('outside')).position };
  });
  assert.deepEqual(seen, { lab: [500, 300], frame: [500, 300], display: 'block', border: '0px', font: '15px', outside: 'static' });
  await page.evaluate(() => { document.getElementById('one').parentElement.style.width = '300px'; });
  await waitFor(page, () => document.getElementById('one').shadowRoot.querySelector('iframe').getBoundingClientRect().width === 300);
  assert.deepEqual(complaints, []);
  await close();
});

test('it hears its own frame alone, and of that only what is documented', async () => {
  const { page, complaints, close } = await opened('one.html');
  await ready(page);
  const before = await ask(page, 'return lab.link;');
  const heard = await ask(page, `
    const heard = [];
    for (const name of ['done', 'diverged', 'nonsense', 'keydown', 'click']) lab.addEventListener(name, () => heard.push(name));
    const frame = lab.shadowRoot.querySelector('iframe').contentWindow;
    const forged = [{ unroll: { event: 'done' } }, { unroll: { key: 'ArrowRight' } }, { unroll: { answer: true, id: 'element 1', state: { link: 'x' } } }, { unroll: 'x' }, 'x', null];
    for (const message of forged) window.postMessage(message, '*');
    for (const message of [{ unroll: { event: 'nonsense' } }, { unroll: { event: 'constructor' } }, { unroll: { key: 'a' } }, { unroll: ['key'] }, { unroll: { answer: true, id: '__proto__' } }])
      frame.eval('parent.postMessage(' + JSON.stringify(message) + ', "*")');
    await new Promise((done) => setTimeout(done, 500));
    const before = heard.slice();
    frame.eval('parent.postMessage({ unroll: { key: "PageDown" } }, "*")');
    await new Promise((done) => setTimeout(done, 300));
    return [before, heard];`);
  assert.deepEqual(heard, [[], ['keydown']]);
  assert.equal(await ask(page, 'return lab.link;'), before);
  assert.deepEqual(complaints, []);
  await close();
});

test('from file:// it holds the single file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-'));
  for (const name of ['unroll.html', 'unroll-element.js']) copyFileSync(join(site, name), join(folder, name));
  writeFileSync(join(folder, 'lecture.html'), html('<unroll-lab id="one" scene="training" task="xor" updates="20"></unroll-lab>').replace('"/unroll-element', '"unroll-element'));
  const { page, complaints, close } = await open(browser, pathToFileURL(join(folder, 'lecture.html')).href, { wait: false, offline: true });
  await ready(page);
  assert.equal((await ask(page, 'return lab.state();')).weights_hash, trainNatively('task=xor&updates=20').weights_hash);
  assert.deepEqual(complaints, []);
  await close();
  rmSync(folder, { recursive: true });
});
