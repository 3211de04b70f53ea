// The Graph scene, driven with the mouse, a finger and the keyboard alone; its numbers are held against the native program's.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cli, focusStage, launch, open, place, press, ready, serve, settle, sizes, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const hash = (pairs) => pairs.split('&').map((pair) => pair.replaceAll('>', '%3E')).join('&');
const scene = (pairs = '', options) => open(browser, `${server.url}#scene=graph${pairs && '&'}${hash(pairs)}`, options);
const natively = (pairs) => JSON.parse(execFileSync(cli, ['graph', ...pairs.split('&').filter(Boolean)], { encoding: 'utf8' }));
const ring = 'units=s,a,b,c&edges=s>a:1,a>b:1,b>c:1,c>a:1&inputs=s:1,0&ticks=20';
const mixed = 'units=x,h:tanh:0.1,g:relu:-0.2,y:sigmoid&edges=x>h:0.5,h>h:0.9,h>g:-2,g>h:0.75,g>y:1.5&inputs=x:1,0,-1,0.25&ticks=60';

// In the page, of a unit ("a") or an edge ("a>b").
async function at(page, name) {
  await settle(page);
  const frame = await place(page, 'graph'), share = (await state(page)).places[name];
  assert.ok(share, `${name} is in the picture`);
  return [frame.x + frame.w * share[0], frame.y + frame.h * share[1]];
}
async function drag(page, from, to) {
  await page.mouse.move(...from);
  await page.mouse.down();
  for (let k = 1; k <= 4; ++k) await page.mouse.move(from[0] + ((to[0] - from[0]) * k) / 4, from[1] + ((to[1] - from[1]) * k) / 4);
  await settle(page);
  await page.mouse.up();
  await settle(page);
}
const tool = async (page, k) => { await press(page, 'tool', [(k + 0.5) / 4, 0.5]); await settle(page); };
const [move, unit, edge, remove] = [0, 1, 2, 3];

test('the numbers are those of the native program, to the bit', async () => {
  for (const pairs of ['', ring, mixed, 'units=a:sign:0.5,b:step&edges=a>b:-1,b>a:-3&ticks=9']) {
    const { page, complaints, close } = await scene(pairs && `${pairs}&t=7`);
    const now = await state(page), there = natively(pairs);
    assert.equal(now.weights_hash, there.hash);
    assert.deepEqual([now.acyclic, now.order, now.cycle, now.components], [there.acyclic, there.order, there.cycle, there.components]);
    assert.deepEqual([now.behaviour, now.after, now.period, now.unrolled_difference], [there.behaviour, there.after, there.period, 0]);
    assert.equal(now.tick, pairs ? 7 : 0);
    assert.deepEqual(now.values, there.values[now.tick]);
    assert.deepEqual([now.messages, now.missingText, complaints], [[], [], []]);
    await close();
  }
});

test('with the mouse: an edge closes a cycle, the order vanishes; deleting it brings the order back; undo goes both ways', async () => {
  const { page, complaints, close } = await scene();
  const before = await state(page);
  assert.deepEqual(before.order, ['x1', 'x2', 'd', 'a', 'b', 'c', 'y']);
  await tool(page, edge);
  await drag(page, await at(page, 'c'), await at(page, 'a'));
  const closed = await until(page, '(s) => !s.acyclic && s.cycleLength === 3 && s.order.length === 0');
  assert.deepEqual(closed.cycle, ['a', 'b', 'c']);
  assert.equal(closed.selected, 'c>a');
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('c>a:1'));
  await page.waitForTimeout(500);  // the units glide onto their ring
  await tool(page, remove);
  await page.mouse.click(...(await at(page, 'c>a')));
  await until(page, '(s) => s.acyclic && s.order.length === 7');
  await focusStage(page);
  await page.keyboard.press('Control+z');
  await until(page, '(s) => !s.acyclic');
  await page.keyboard.press('Control+z');
  await until(page, '(s) => s.acyclic && !s.canUndo');
  await page.keyboard.press('Control+Shift+Z');
  await until(page, '(s) => !s.acyclic && s.cycleLength === 3');
  assert.deepEqual(complaints, []);
  await close();
});

test('with the mouse: a new unit, moved, connected by two presses, looped, removed; no edge leads to an input', async () => {
  const { page, close } = await scene();
  await tool(page, unit);
  const frame = await place(page, 'graph');
  await page.mouse.click(frame.x + 0.5 * frame.w, frame.y + 0.85 * frame.h);
  const added = await until(page, '(s) => s.units.length === 8 && s.selected === s.units.at(-1)');
  const name = added.selected;
  await tool(page, move);
  await drag(page, await at(page, name), [frame.x + 0.7 * frame.w, frame.y + 0.9 * frame.h]);
  await until(page, `(s) => Math.abs(s.places['${name}'][0] - 0.7) < 0.02 && Math.abs(s.places['${name}'][1] - 0.9) < 0.02`);
  await tool(page, edge);
  await page.mouse.click(...(await at(page, 'd')));
  await page.mouse.click(...(await at(page, name)));
  await until(page, `(s) => s.selected === "d>${name}" && s.edges === 7 && s.acyclic`);
  await page.mouse.click(...(await at(page, name)));
  await page.mouse.click(...(await at(page, name)));
  await until(page, '(s) => s.cycleLength === 1 && s.selfLoops === 1');
  await page.mouse.click(...(await at(page, name)));
  await page.mouse.click(...(await at(page, 'x1')));
  const refused = await until(page, '(s) => s.messages.length > 0');
  assert.match(refused.messages[0], /x1/);
  assert.equal(refused.edges, 8);
  await tool(page, remove);
  await page.mouse.click(...(await at(page, name)));
  await until(page, '(s) => s.units.length === 7 && s.edges === 6 && s.acyclic');
  await close();
});

test('with the keyboard alone: walk to a unit, pull an edge, set its weight, delete it', async () => {
  const { page, close } = await scene();
  await focusStage(page);
  await tabTo(page, 'tool');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await until(page, '(s) => s.tool === "edge"');
  await focusStage(page);
  await tabTo(page, 'graph');
  for (const name of ['x1', 'x2', 'd', 'a', 'b', 'c']) {
    await page.keyboard.press('ArrowRight');
    await until(page, `(s) => s.selected === "${name}"`);
  }
  await page.keyboard.press('Enter');
  for (const name of ['b', 'a']) {
    await page.keyboard.press('ArrowLeft');
    await until(page, `(s) => s.selected === "${name}"`);
  }
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.selected === "c>a" && s.cycleLength === 3');
  await focusStage(page);
  await tabTo(page, 'weight');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-2.6');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.period === 6 && s.after === 14');
  await focusStage(page);
  await tabTo(page, 'graph');
  await page.keyboard.press('Shift+ArrowUp');  // an edge is not moved
  await page.keyboard.press('Backspace');
  await until(page, '(s) => s.acyclic && s.edges === 6');
  await page.keyboard.press('Home');
  await until(page, '(s) => s.selected === "x1"');
  const from = (await state(page)).places.x1;
  await page.keyboard.press('Shift+ArrowRight');
  await until(page, `(s) => s.places.x1[0] > ${from[0]} + 0.01`);
  await page.keyboard.press('Escape');
  await close();
});

test('a finger pulls an edge and reads a unit', async () => {
  const { page, close } = await scene('', { size: 'phone', touch: true });
  await page.touchscreen.tap(...(await at(page, 'd')));
  await until(page, '(s) => s.selected === "d"');
  await page.touchscreen.tap(...(await place(page, 'tab-controls')).center);
  await settle(page);
  await page.touchscreen.tap(...(await place(page, 'tool')).center.map((v, k) => v + (k === 0 ? 30 : 0)));
  await until(page, '(s) => s.tool === "edge"');
  await page.touchscreen.tap(...(await place(page, 'tab-controls')).center);
  await settle(page);
  await page.touchscreen.tap(...(await at(page, 'c')));
  await page.touchscreen.tap(...(await at(page, 'b')));
  await until(page, '(s) => s.cycleLength === 2 && s.selected === "c>b"');
  await close();
});

test('ticks by keys, buttons and play; one pass without a cycle; all of it is in the link and comes back', async () => {
  const { page, close } = await scene(ring);
  await focusStage(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const two = await until(page, '(s) => s.tick === 2');
  assert.deepEqual(two.values, [0, 0, 1, 0]);
  await press(page, 'fold');
  await until(page, '(s) => s.folded');
  await page.waitForFunction(() => location.hash.includes('t=2') && location.hash.includes('fold=1'));
  const link = await page.evaluate(() => location.href);
  await page.reload();
  await ready(page);
  const again = await until(page, '(s) => s.tick === 2 && s.folded && s.period === 3');
  assert.equal(again.weights_hash, natively(ring).hash);
  assert.equal(await page.evaluate(() => location.href), link);
  await press(page, 'play');
  await until(page, '(s) => s.tick > 3 && s.playing');
  await focusStage(page);
  await page.keyboard.press('End');
  await until(page, '(s) => s.tick === 19 && !s.playing');
  await close();
  const acyclic = await scene('units=x,y:tanh&edges=x>y:1&inputs=x:1,0&ticks=2');
  await press(acyclic.page, 'play');
  await until(acyclic.page, '(s) => s.passing && s.playing');
  await until(acyclic.page, '(s) => !s.passing && s.tick === 0');
  await acyclic.close();
});

test('a link that cannot be is mended with words; what it says of the story keeps its net', async () => {
  const wrong = await scene('units=a,b&edges=a>q:1&inputs=a:1&ticks=0');
  const now = await state(wrong.page);
  assert.deepEqual([now.units, now.edges, now.ticks], [['a', 'b'], 0, 36]);
  assert.ok(now.messages.some((each) => each.includes('there is no unit q') && each.includes('ticks=0')));
  await wrong.close();
  const linked = await scene(`${ring}&story=3`);
  await settle(linked.page);
  const kept = await state(linked.page);
  assert.deepEqual([kept.story.step, kept.weights_hash], [3, natively(ring).hash]);
  await linked.close();
});

test('inputs, activation, bias, name and output are set in the column', async () => {
  const { page, close } = await scene();
  await page.mouse.click(...(await at(page, 'd')));
  await until(page, '(s) => s.selected === "d"');
  await tabTo(page, 'bias');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0.25');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('d:tanh:0.25'));
  await tabTo(page, 'isOutput');
  await page.keyboard.press('Space');
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('outputs=d,y'));
  await tabTo(page, 'name');
  await page.keyboard.press('Enter');
  await page.keyboard.type('hidden');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.units.includes("hidden") && !s.units.includes("d") && s.selected === "hidden"');
  await focusStage(page);
  await tabTo(page, 'settings-graph');
  await page.keyboard.press('Enter');
  await focusStage(page);
  await tabTo(page, 'input-x2');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0,0,-1.5');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => decodeURIComponent(location.hash).includes('x2:0,0,-1.5'));
  await close();
});

test('the story: no task is fulfilled when its step begins, each can be, and the last step has a door', async () => {
  const { page, complaints, close } = await scene();
  const begins = async (step, tasks) => {
    await settle(page);
    const now = await until(page, `(s) => s.story.step === ${step}`);
    assert.deepEqual(now.story.done, Array(tasks).fill(false), `step ${step}`);
    return now;
  };
  const done = (...which) => until(page, `(s) => ${JSON.stringify(which)}.every((i) => s.story.done[i])`);
  const next = () => press(page, 'storyNext');
  const load = (pairs) => page.evaluate((text) => { location.hash = `#scene=graph&${text}`; }, pairs);

  await begins(1, 2);
  await press(page, 'play');
  await done(0);
  await tool(page, edge);
  await drag(page, await at(page, 'd'), await at(page, 'y'));
  await done(0, 1);
  await next();

  await begins(2, 2);
  await drag(page, await at(page, 'c'), await at(page, 'a'));
  await done(0);
  await page.waitForTimeout(500);
  await tool(page, remove);
  await page.mouse.click(...(await at(page, 'c>a')));
  await done(0, 1);
  await next();

  await begins(3, 3);
  await focusStage(page);
  await page.keyboard.press('End');
  await done(0);
  await tool(page, move);
  await page.mouse.click(...(await at(page, 'c>a')));
  await until(page, '(s) => s.selected === "c>a"');
  await tabTo(page, 'weight');
  await page.keyboard.press('Enter');
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await done(0, 1);
  await load(`${ring}&story=3`);
  await until(page, '(s) => s.period === 3 && s.story.step === 3');
  await settle(page);
  assert.deepEqual((await state(page)).story.done, [false, false, false]);  // it was there when the step began
  await page.waitForTimeout(500);
  await page.mouse.click(...(await at(page, 's')));
  await until(page, '(s) => s.selected === "s"');
  await page.mouse.click(...(await at(page, 'c>a')));
  await until(page, '(s) => s.selected === "c>a"');
  await tabTo(page, 'weight');
  for (const weight of ['0', '1']) {
    await page.keyboard.press('Enter');
    await page.keyboard.type(weight);
    await page.keyboard.press('Enter');
    await settle(page);
  }
  await until(page, '(s) => s.story.done[1] && s.story.done[2]');
  await next();

  await begins(4, 2);
  await press(page, 'fold');
  await settle(page);
  await press(page, 'fold');
  await done(0);
  await tabTo(page, 'weight');
  await page.keyboard.press('ArrowLeft');
  await done(0, 1);
  await next();

  await begins(5, 2);
  await close();
  const last = await scene('story=5');
  await until(last.page, '(s) => s.units.includes("reset") && s.outputAtEnd === 1');
  assert.deepEqual((await state(last.page)).story.done, [false, false]);
  await focusStage(last.page);
  await tabTo(last.page, 'settings-graph');
  await last.page.keyboard.press('Enter');
  for (const [name, values] of [['input-set', '1,1,0'], ['input-reset', '0,0,0,1,1,0']]) {
    await focusStage(last.page);
    await tabTo(last.page, name);
    await last.page.keyboard.press('Enter');
    await last.page.keyboard.type(values);
    await last.page.keyboard.press('Enter');
    await settle(last.page);
  }
  await until(last.page, '(s) => s.story.done[0]');
  await last.close();
  const keep = await scene('units=x,h:step&edges=x>h:1,h>h:0&inputs=x:0,1,0&ticks=12&story=5');
  await keep.page.waitForTimeout(500);
  await tool(keep.page, move);
  await keep.page.mouse.click(...(await at(keep.page, 'h>h')));
  await until(keep.page, '(s) => s.selected === "h>h"');
  await tabTo(keep.page, 'weight');
  await keep.page.keyboard.press('Enter');
  await keep.page.keyboard.type('1');
  await keep.page.keyboard.press('Enter');
  await until(keep.page, '(s) => s.story.done[1]');
  await press(keep.page, 'storyNext');
  await until(keep.page, '(s) => s.scene !== "graph"');
  assert.deepEqual([complaints, keep.complaints], [[], []]);
  await keep.close();
});

for (const size of Object.keys(sizes))
  for (const locale of ['en-US', 'de-DE']) {
    test(`${size}, ${locale}: nothing is cut off or missing`, async () => {
      for (const pairs of ['', `${mixed}&t=12`]) {
        const { page, complaints, close } = await scene(pairs, { size, locale });
        const now = await state(page);
        assert.deepEqual(now.missingText, []);
        assert.deepEqual(now.layout.texts.filter((each) => each.shortened).map((each) => each.text), []);
        assert.ok(now.words.length > 60);
        assert.deepEqual(complaints, []);
        await close();
      }
    });
  }
