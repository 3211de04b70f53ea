// What leaves the page: the panel that shares an experiment, what it copies, QR codes, pictures of the stage.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, before, after } from 'node:test';
import jsQR from 'jsqr';
import { launch, open, place, press, sceneNames, serve, settle, sizes, state, until, wordEntries } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const scene = async (pairs, options) => {
  const opened = await open(browser, `${server.url}#animate=false&${pairs}`, options);
  await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  return opened;
};

async function openPanel(page) {
  await press(page, 'link');
  await until(page, '(s) => s.layout.controls.some((c) => c.name === "shareForm")');
  await settle(page);
}

// By a press on its chip.
const forms = ['link', 'frame', 'element', 'code', 'png', 'svg', 'film'];
async function choose(page, form) {
  const { lang } = await state(page);
  const words = Object.fromEntries(wordEntries(lang))[`share.form.${form}`];
  const there = (await state(page)).layout.texts.find((t) => t.layer > 0 && t.text === words);
  const scale = (await place(page, 'shareForm')).scale;
  await page.mouse.click((there.rect[0] + there.rect[2] / 2) * scale, (there.rect[1] + there.rect[3] / 2) * scale);
  await settle(page);
}
// Pixels of a picture (PNG, SVG; a data URL), as large as it is or as said: {width, height, data}.
const pixels = async (page, url, size) => {
  const found = await page.evaluate(async ({ url, size }) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = size ?? [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = '';
    for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
    return { width: canvas.width, height: canvas.height, data: btoa(text) };
  }, { url, size });
  return { ...found, data: new Uint8ClampedArray(Buffer.from(found.data, 'base64')) };
};

const dataUrl = (bytes, type = 'image/png') => `data:${type};base64,${bytes.toString('base64')}`;
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const isCopied = (page) => until(page, '(s) => s.messages.some((m) => /clipboard|Zwischenablage/.test(m.words ?? m))');

test('link, frame and element are copied as they are shown, and open the same experiment in another page', async () => {
  const { page, complaints, close } = await scene('scene=training&task=xor&hiddenSize=5&updates=60&lang=en');
  const before = await state(page);
  await openPanel(page);
  await press(page, 'copyShare');
  await isCopied(page);
  assert.equal(await copied(page), `${server.url}#${before.link}`);
  const texts = {};
  for (const form of ['frame', 'element']) {
    await choose(page, form);
    await press(page, 'copyShare');
    await page.waitForFunction((tag) => navigator.clipboard.readText().then((text) => text.includes(tag)), form === 'frame' ? '<iframe' : '<unroll-lab');
    texts[form] = await copied(page);
    const shown = (await state(page)).layout.texts.map((each) => each.text).join('');
    assert.ok(shown.includes(texts[form].replace(/\n/g, '').slice(0, 300)), `${form} isn't what the preview shows`);
  }
  assert.match(texts.frame, /allow="clipboard-write; fullscreen"/);
  assert.match(texts.frame, /title="Unroll: Training" width="768" height="464"/);
  assert.deepEqual(complaints, []);
  await close();
  const deck = await serve({ '/deck.html': `<!doctype html><body>${texts.frame}${texts.element}</body>` });
  const other = await open(browser, `${deck.url}deck.html`, { wait: false });
  for (const find of [() => other.page.frames().find((f) => f.parentFrame() === other.page.mainFrame()), () => other.page.frames().filter((f) => f.parentFrame()).at(-1)]) {
    let frame;
    for (let i = 0; i < 300 && !(frame = find()); ++i) await other.page.waitForTimeout(100);
    await frame.waitForFunction(() => window.unroll);
    await frame.evaluate(() => window.unroll.ready.then(() => true));
    const there = await state(frame);
    assert.equal(there.weights_hash, before.weights_hash);
    assert.ok(!there.layout.controls.some((c) => c.name === 'scenes'), 'no header');
  }
  await other.close();
  await deck.close();
});

test('a decoder reads the link from the QR code that is drawn, from the one that is copied and from the one that is saved; a link that is too long says so', async () => {
  for (const [size, theme, pixelRatio] of [['wide', 'light', 1], ['wide', 'dark', 2], ['medium', 'dark', 1], ['phone', 'light', 2]]) {
    const { page, complaints, close } = await scene(`scene=training&task=xor&hiddenSize=5&updates=20&lang=de&theme=${theme}`, { size, pixelRatio });
    await openPanel(page);
    await choose(page, 'code');
    const link = `${server.url}#${(await state(page)).link}`;
    const seen = await pixels(page, dataUrl(await page.screenshot()));
    assert.equal(jsQR(seen.data, seen.width, seen.height)?.data, link, `${size} ${theme}`);
    if (size === 'wide' && theme === 'light') {
      await press(page, 'copyShare');
      await isCopied(page);
      const png = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const blob = await item.getType('image/png');
        return new Promise((done) => { const reader = new FileReader(); reader.onload = () => done(reader.result); reader.readAsDataURL(blob); });
      });
      const picture = await pixels(page, png);
      assert.equal(jsQR(picture.data, picture.width, picture.height)?.data, link);
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'saveShare')]);
      assert.equal(download.suggestedFilename(), 'unroll-training.svg');
      const vector = await pixels(page, dataUrl(readFileSync(await download.path()), 'image/svg+xml'), [600, 600]);
      assert.equal(jsQR(vector.data, vector.width, vector.height)?.data, link);
    }
    assert.deepEqual(complaints, []);
    await close();
  }
  const units = Array.from({ length: 40 }, (_, i) => `unit${i}:tanh:0.${i}1`).join(',');
  const edges = Array.from({ length: 60 }, (_, i) => `unit${i % 40}>unit${(i * 7 + 1) % 40}:0.5`).filter((e, i, all) => all.indexOf(e) === i).join(',');
  const { page, close } = await scene(`scene=graph&units=${units}&edges=${encodeURIComponent(edges)}&lang=en`);
  await openPanel(page);
  await choose(page, 'code');
  const now = await state(page);
  assert.ok(now.link.length > 1273, `${now.link.length}`);
  assert.ok(now.layout.texts.some((t) => t.text.includes('QR code that a phone reads')), 'it says why');
  assert.match((await place(page, 'copyShare')).role, /disabled/);
  await close();
});

// The share of pixels that are off by more than a third, and the mean difference, of 255.
function difference(a, b) {
  let sum = 0, far = 0;
  for (let i = 0; i < a.data.length; i += 4) {
    const off = Math.max(...[0, 1, 2].map((k) => Math.abs(a.data[i + k] - b.data[i + k])));
    sum += off;
    far += off > 85;
  }
  return { mean: sum / (a.data.length / 4), far: far / (a.data.length / 4) };
}

longTest('the SVG of every scene’s stage is the picture on the canvas', async () => {
  for (const name of sceneNames)
    for (const theme of name === 'sequence' ? ['light', 'dark'] : ['light']) {
      const { page, complaints, close } = await scene(`scene=${name}&lang=en&theme=${theme}`);
      await page.evaluate(() => window.unroll.pause());
      await settle(page);
      const [png, svg] = await page.evaluate(async () => [await window.unroll.snapshot(), await window.unroll.snapshot('svg')]);
      const text = Buffer.from(svg.split(',')[1], 'base64').toString();
      assert.equal(await page.evaluate((xml) => new DOMParser().parseFromString(xml, 'image/svg+xml').querySelector('parsererror')?.textContent ?? '', text), '');
      assert.match(text, /<title>Unroll: [^<]+<\/title><desc>[^<]{20,}/);
      const canvas = await pixels(page, png), vector = await pixels(page, svg, [canvas.width, canvas.height]);
      const { mean, far } = difference(canvas, vector);
      console.log(`${name} ${theme}: off by ${mean.toFixed(2)} of 255, ${(100 * far).toFixed(2)} % of the pixels by more than a third; ${Math.round(text.length / 1000)} KB`);
      assert.ok(mean < 2.5 && far < 0.01, `${name} ${theme}: ${mean} ${far}`);
      // A test that can't fail is none: another moment is further off.
      const blank = { data: new Uint8ClampedArray(canvas.data.length).fill(255) };
      assert.ok(difference(canvas, blank).mean > 2 * mean, name);
      assert.deepEqual(complaints, []);
      await close();
    }
});

test('PNG and SVG are saved from the panel, without the panel in them, and copied', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&t=3&lang=en');
  const plain = await page.evaluate(() => window.unroll.snapshot());
  await openPanel(page);
  for (const form of ['png', 'svg']) {
    await choose(page, form);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'saveShare')]);
    assert.equal(download.suggestedFilename(), `unroll-sequence.${form}`);
    const canvas = await pixels(page, plain);
    const picture = await pixels(page, dataUrl(readFileSync(await download.path()), form === 'png' ? 'image/png' : 'image/svg+xml'), [canvas.width, canvas.height]);
    const { mean, far } = difference(canvas, picture);
    assert.ok(mean < (form === 'png' ? 0.5 : 2.5) && far < 0.01, `${form}: ${mean} ${far}`);
  }
  await press(page, 'copyShare');
  await isCopied(page);
  assert.match(await copied(page), /^<svg /);
  await choose(page, 'png');
  await press(page, 'copyShare');
  await page.waitForFunction(() => navigator.clipboard.read().then((all) => all[0].types.includes('image/png')));
  assert.deepEqual(await page.evaluate(() => window.unroll.snapshot()), plain, 'a picture has no panel in it');
  assert.deepEqual(complaints, []);
  await close();
});

test('the panel fits every window in both languages, is left by Escape, by its cross and by a press beside it', async () => {
  for (const size of Object.keys(sizes))
    for (const lang of ['en', 'de']) {
      const { page, complaints, close } = await scene(`scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=${lang}`, { size });
      await openPanel(page);
      for (const form of forms) {
        await choose(page, form);
        const { layout, missingText } = await state(page);
        assert.deepEqual(missingText, []);
        const [, , w, h] = layout.window ?? [0, 0, ...sizes[size]];
        for (const t of layout.texts.filter((each) => each.layer > 0)) {
          assert.ok(!t.shortened, `${size} ${lang} ${form}: “${t.text}” is cut off`);
          assert.ok(t.rect[0] >= -1 && t.rect[0] + t.rect[2] <= w + 1 && t.rect[1] + t.rect[3] <= h + 1, `${size} ${lang} ${form}: “${t.text}” at ${t.rect}`);
        }
      }
      if (size === 'wide') await page.keyboard.press('Escape');
      else if (size === 'medium') await press(page, 'closeShare');
      else await page.mouse.click(2, 2);
      await until(page, '(s) => !s.layout.controls.some((c) => c.name === "shareForm")');
      assert.deepEqual(complaints, []);
      await close();
    }
});

// Matroska as RFC 9559 has it, as much as says how long a film is and how many frames it has.
function film(bytes) {
  const found = { frames: 0, duration: 0, width: 0, height: 0 }, into = new Set([0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, 0xAE, 0xE0, 0xA0]);
  const walk = (at, end) => {
    while (at < end) {
      const idLength = Math.clz32(bytes[at]) - 23, sizeLength = Math.clz32(bytes[at + idLength]) - 23;
      const id = bytes.readUIntBE(at, idLength);
      let size = bytes[at + idLength] & (0xFF >> sizeLength), unknown = size === 0xFF >> sizeLength;
      for (let i = 1; i < sizeLength; ++i) { size = size * 256 + bytes[at + idLength + i]; unknown &&= bytes[at + idLength + i] === 0xFF; }
      const from = at + idLength + sizeLength, to = unknown ? end : from + size;
      if (id === 0x4489) found.duration = size === 8 ? bytes.readDoubleBE(from) : bytes.readFloatBE(from);
      if (id === 0xB0) found.width = bytes.readUIntBE(from, size);
      if (id === 0xBA) found.height = bytes.readUIntBE(from, size);
      if (id === 0xA3 || id === 0xA1) ++found.frames;
      if (into.has(id)) walk(from, to);
      at = to;
    }
  };
  walk(0, bytes.length);
  return found;
}

test('a film of the walk has frames and a length, plays in a browser, and ends otherwise than it begins', async () => {
  const { page, complaints, close } = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=4&fold=1&t=2&lang=en');
  await openPanel(page);
  await choose(page, 'film');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'saveShare')]);
  assert.equal(download.suggestedFilename(), 'unroll-sequence.webm');
  const bytes = readFileSync(await download.path()), { frames, duration, width, height } = film(bytes);
  const steps = (await state(page)).t;
  assert.ok(steps >= 3, `${steps}`);
  assert.ok(frames >= 2 * steps && duration >= 700 * steps && duration < 60000, `${frames} frames, ${duration} ms`);
  const [, , w, h] = (await state(page)).stage;
  assert.ok(Math.abs(width - w) <= 2 && Math.abs(height - h) <= 2, `${width} × ${height}`);
  const played = await page.evaluate(async (url) => {
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(url), (c) => c.charCodeAt(0))], { type: 'video/webm' }));
    await new Promise((done, fail) => { video.onloadeddata = done; video.onerror = () => fail(new Error(video.error.message)); });
    const at = async (time) => {
      video.currentTime = time;
      await new Promise((done) => { video.onseeked = done; });
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [64, 36];
      const context = canvas.getContext('2d');
      context.drawImage(video, 0, 0, 64, 36);
      return [...context.getImageData(0, 0, 64, 36).data];
    };
    return { duration: video.duration, first: await at(0.1), last: await at(video.duration - 0.2) };
  }, bytes.toString('base64'));
  assert.ok(Math.abs(played.duration - duration / 1000) < 0.01, `${played.duration} s`);
  assert.ok(played.first.some((v, i) => Math.abs(v - played.last[i]) > 8), 'nothing has moved');
  await until(page, '(s) => s.messages.some((m) => /film is saved/.test(m.words ?? m))');
  assert.deepEqual(complaints, []);
  await close();
});

test('where a browser can’t record, the button says why not', async () => {
  const { page, close } = await open(browser, server.url, { wait: false });
  await page.addInitScript(() => { delete window.MediaRecorder; });
  await page.goto(`${server.url}#scene=sequence&lang=de&animate=false`);
  await page.reload();
  await page.waitForFunction(() => window.unroll?.ready);
  await page.evaluate(() => window.unroll.ready.then(() => true));
  await openPanel(page);
  await choose(page, 'film');
  assert.ok((await state(page)).layout.texts.some((t) => t.text.includes('MediaRecorder')));
  assert.match((await place(page, 'saveShare')).role, /disabled/);
  await assert.rejects(page.evaluate(() => window.unroll.film()), /MediaRecorder/);
  await close();
});

test('projector=true: larger, thicker, of higher contrast, kept in the link', async () => {
  const usual = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=en&theme=light');
  const hall = await scene('scene=sequence&task=adding&hiddenSize=3&seqLen=6&lang=en&theme=light&projector=true');
  const before = await state(usual.page), now = await state(hall.page);
  assert.ok(Math.abs(now.pixelsPerUnit / before.pixelsPerUnit - 1.25) < 1e-6);
  assert.match(now.link, /projector=true/);
  const ink = async (page) => {
    const { data } = await pixels(page, await page.evaluate(() => window.unroll.snapshot()));
    let dark = 0;
    for (let i = 0; i < data.length; i += 4) dark += data[i] + data[i + 1] + data[i + 2] < 200;
    return dark / (data.length / 4);
  };
  assert.ok(await ink(hall.page) > 1.2 * await ink(usual.page), 'more ink on the stage');
  assert.deepEqual([...usual.complaints, ...hall.complaints], []);
  await usual.close();
  await hall.close();
});
