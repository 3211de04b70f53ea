// Large nets in the Sequence scene: zoomed by the wheel, by two fingers, by keys and by the slider, moved by dragging; the link keeps it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, open, press, serve, settle, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const large = 'scene=sequence&task=adding&hiddenSize=128&seqLen=200&fold=1&t=100&animate=false';
const scene = (pairs, options) => open(browser, `${server.url}#${pairs}`, options);
const middle = { x: 640, y: 400 };

test('the wheel over the stage zooms where the pointer is, dragging moves what is zoomed into, the link keeps it', async () => {
  for (const cell of ['elman', 'lstm']) {
    const { page, complaints, close } = await scene(`${large}&cell=${cell}`);
    await until(page, '(s) => s.zoom?.units === 128');
    await page.mouse.move(middle.x, middle.y);
    for (let n = 0; n < 8; ++n) await page.mouse.wheel(0, -100);
    const near = (await until(page, '(s) => s.zoom.units < 64')).zoom;
    assert.ok(near.first > 10 && near.first + near.units < 118, JSON.stringify(near));
    await page.mouse.down();
    for (let y = 0; y <= 84; y += 14) await page.mouse.move(middle.x, middle.y + y);
    await page.mouse.up();
    const moved = await until(page, `(s) => s.zoom.first < ${near.first}`);
    assert.equal(moved.t, 100);  // and not through time
    await settle(page);  // the drag may have some of its way left
    const { link, zoom: was } = await until(page, '(s) => s.link.includes(`,${s.zoom.first}`)');
    const again = await scene(link);
    const { zoom } = await until(again.page, '(s) => s.zoom?.level > 1');
    assert.ok(zoom.first === was.first && Math.abs(zoom.level - was.level) < 1e-3, `${JSON.stringify(zoom)} and ${JSON.stringify(was)}`);
    assert.deepEqual(again.complaints, []);
    await again.close();
    for (let n = 0; n < 20; ++n) await page.mouse.wheel(0, 100);
    await until(page, '(s) => s.zoom.level < 0.5 && s.zoom.units === 128 && s.zoom.steps > 25');
    assert.deepEqual(complaints, []);
    await close();
  }
});

test('two fingers zoom and don’t walk through time; + − 0 do on the stage', async () => {
  const { page, complaints, close } = await scene(large, { size: 'phone', touch: true });
  await until(page, '(s) => s.zoom?.units === 128');
  const client = await page.context().newCDPSession(page);
  const fingers = (type, apart) => client.send('Input.dispatchTouchEvent', {
    type, touchPoints: apart < 0 ? [] : [{ x: 195, y: 400 - apart, id: 0 }, { x: 195, y: 400 + apart, id: 1 }] });
  await fingers('touchStart', 20);
  for (let apart = 24; apart <= 140; apart += 4) await fingers('touchMove', apart);
  await fingers('touchEnd', -1);
  const near = await until(page, '(s) => s.zoom.level > 1.5');
  assert.equal(near.t, 100);
  await focusStage(page);
  await page.keyboard.press('0');
  await until(page, '(s) => s.zoom.level === 1');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await until(page, '(s) => s.zoom.level > 2 && s.zoom.level < 2.5');
  await page.keyboard.press('0');
  await page.keyboard.press('-');
  await until(page, '(s) => s.zoom.level < 0.7');
  assert.deepEqual(complaints, []);
  await close();
});

test('the slider zooms, and a small net has none', async () => {
  const { page, complaints, close } = await scene(large);
  await until(page, '(s) => s.zoom?.units === 128');
  await press(page, 'zoom', [0.9, 0.7]);
  await until(page, '(s) => s.zoom.level > 8 && s.zoom.units < 20');
  await page.evaluate(() => window.unroll.load('scene=sequence&task=adding&hiddenSize=3&seqLen=6'));
  assert.ok(!(await until(page, '(s) => s.steps === 6')).layout.controls.some(({ name }) => name === 'zoom'));
  assert.deepEqual(complaints, []);
  await close();
});
