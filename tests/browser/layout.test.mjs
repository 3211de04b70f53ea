// At three sizes, in both languages, at two pixel densities: nothing clipped, nothing overlapping, no word missing.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { faults } from './faults.mjs';
import { launch, open, press, sceneNames, serve, settle, sizes, state, until } from './page.mjs';
import { longTest } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

for (const lang of ['en', 'de'])
  for (const size of Object.keys(sizes))
    for (const scene of sceneNames)
      test(`${scene}, ${size}, ${lang}`, async () => {
        const { page, complaints, close } = await open(browser, `${server.url}#scene=${scene}&lang=${lang}&animate=false`, { size });
        await settle(page);
        const problems = [];
        const look = async (where) => {
          const now = await state(page);
          assert.equal(now.size, size);
          assert.deepEqual(now.missingText, []);
          problems.push(...faults(now).map((fault) => `${where}: ${fault}`));
        };
        await look('as opened');
        if (scene === 'sequence') {
          await press(page, 'unfolded', [0.5, 0.5]);
          await look('unfolded');
          for (const closer of ['carpet', 'eigenvalues', 'plane', 'update']) {
            await page.evaluate((link) => window.unroll.load(link), `scene=sequence&task=adding&hiddenSize=2&seqLen=6&fold=1&t=3&look=${closer}&lang=${lang}&animate=false`);
            await until(page, '(s) => s.closer.ready');
            await settle(page);
            await look(closer);
          }
        }
        if (size === 'phone')
          for (const tab of ['story', 'controls', 'inspector']) {
            await press(page, `tab-${tab}`);
            await look(tab);
          }
        assert.deepEqual(problems, []);
        assert.deepEqual(complaints, []);
        await close();
      });

// Sizes between and beyond the three: a laptop, a tablet, a phone on its side, a small phone, a projector, big text.
for (const [size, more] of [[[1366, 650], ''], [[1024, 768], ''], [[844, 390], ''], [[360, 640], ''], [[1920, 1080], ''], [[1280, 800], '&scale=200'], [[1280, 800], '&scale=150']])
  for (const scene of sceneNames)
    test(`${scene} at ${size.join('×')}${more}`, async () => {
      const { page, close } = await open(browser, `${server.url}#scene=${scene}&lang=de&animate=false${more}`, { size });
      await settle(page);
      assert.deepEqual(faults(await state(page)), []);
      await close();
    });

longTest('everything that is folded away fits when it is opened', async () => {
  for (const scene of sceneNames) {
    const { page, close } = await open(browser, `${server.url}#scene=${scene}&lang=de&animate=false`);
    const sections = (await state(page)).layout.controls.filter((c) => c.role === 'section').map((c) => c.name);
    for (const section of sections) await press(page, section, [0.1, 0.5]);
    assert.deepEqual(faults(await state(page)), [], scene);
    await close();
  }
});

test('medium: the story is a line that opens, the inspector an overlay at the pointer', async () => {
  const { page, close } = await open(browser, `${server.url}#scene=sequence&task=adding&hiddenSize=3&seqLen=6&animate=false`, { size: 'medium' });
  const before = (await state(page)).layout;
  await press(page, 'story');
  const opened = (await state(page)).layout;
  assert.ok(opened.texts.filter((t) => t.layer > 0).length > 3, 'the story is above the page');
  await press(page, 'story');
  assert.equal((await state(page)).layout.texts.filter((t) => t.layer > 0).length, before.texts.filter((t) => t.layer > 0).length);
  const { places } = await state(page);
  await page.mouse.click(...places['h[1]']);
  await settle(page);
  const overlay = (await state(page)).layout.texts.filter((t) => t.layer > 0);
  assert.ok(overlay.some((t) => /tanh/.test(t.text)), 'the equation is shown');
  await close();
});

test('German is what a German browser gets, and a link can say otherwise', async () => {
  const german = await open(browser, server.url, { locale: 'de-DE' });
  const now = await state(german.page);
  assert.equal(now.lang, 'de');
  assert.ok(now.layout.texts.some((t) => t.text.includes('Sequenz')));
  await german.close();
  const english = await open(browser, `${server.url}#lang=en`, { locale: 'de-DE' });
  assert.equal((await state(english.page)).lang, 'en');
  await english.close();
});

test('dark is what a dark system gets', async () => {
  const { page, close } = await open(browser, server.url, { colorScheme: 'dark' });
  assert.equal((await state(page)).theme, 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => window.unroll.state().theme === 'light');
  await close();
});

test('follows the window and the pixel density', async () => {
  const { page, close } = await open(browser, server.url, { pixelRatio: 2 });
  assert.equal((await state(page)).pixelsPerUnit, 2);
  assert.deepEqual(await page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]), [2560, 1600]);
  await page.setViewportSize({ width: 768, height: 464 });
  await page.waitForFunction(() => window.unroll.state().size === 'medium');
  assert.deepEqual(await page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]), [1536, 928]);
  // On a projector everything grows with the window.
  await page.setViewportSize({ width: 1920, height: 1200 });
  await page.waitForFunction(() => window.unroll.state().pixelsPerUnit === 3);
  await close();
});
