// The stories of the problems, each played to its end with the mouse, with keys alone, and by touch on a phone in German: nothing is done
// before it is done, and all can be. The runs are real ones, of small nets.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { focusStage, launch, list, names, open, place, press, reach, serve, settle, state, tabTo, until, wordEntries } from './page.mjs';
import { device, means, player, testBy } from './player.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

const words = Object.fromEntries(['en', 'de'].map((language) => [language, Object.fromEntries(wordEntries(language))]));
const keys = list('keys');
const choicesOf = (key) => (key === 'task' ? names('tasks') : keys.find((each) => each.name === key).choices);
const allDone = '(s) => s.runs > 0 && s.runsDone === s.runs && !s.running';
const isDone = (i) => (s) => s.story.done[i];

// A problem's story: `steps` is what to do in each, and how many tasks it has. One is played with the mouse, the next with keys, …
let stories = 0;
function story(problem, pairs, steps) {
  const usual = means[stories++ % means.length];
  for (const by of means)
    testBy(by, usual)(`${problem}, ${steps.length} steps, by ${by}`, async () => {
      const lang = by === 'touch' ? 'de' : 'en';
      const { page, complaints, close } = await open(browser, `${server.url}#scene=problems&problem=${problem}&animate=false&lang=${lang}&${pairs}`, device(by));
      const play = { ...(await player(page, by)), by, page, said: words[lang] };
      for (const [k, { tasks, act }] of steps.entries()) {
        await play.begins(k + 1, tasks);
        if (by === 'mouse') await seeHint(play);
        await play.open('');
        await act(play);
        for (let i = 0; i < tasks; ++i) await play.done(i);
        if (k + 1 < steps.length) await play.next();
      }
      const now = await state(page);
      assert.deepEqual([now.story.steps, now.messages, now.missingText, complaints], [steps.length, [], [], []]);
      await close();
    });
}
const step = (tasks, act) => ({ tasks, act });

// The hint of the next task points at something that stands on the page.
async function seeHint({ page }) {
  await press(page, 'storyHint');
  const { story: { hint }, layout } = await state(page);
  assert.ok(hint.split(' ').some((name) => layout.controls.some((each) => each.name === name)), `“${hint}” is nowhere`);
}

async function carryOut(play) {
  await play.open('');
  await play.use('play');
  await until(play.page, allDone, 120_000);
}

// One of a setting's choices, in a list or in chips.
async function choose(play, key, choice) {
  await play.open('controls', key);
  const choices = choicesOf(key), index = choices.indexOf(choice), word = play.said[`choice.${key}.${choice}.title`];
  const isMenu = (await state(play.page)).layout.controls.find((each) => each.name === key).role === 'menu';
  await (isMenu ? play.select(key, index, word) : play.pick(key, index, word));
  await play.open('');
}

// A number is set to this, or along its track until it is enough.
async function set(play, key, number, track, enough) {
  await play.open('controls', key);
  await play.slide(key, number, track, enough);
  await play.open('');
}

// A plot is read at more places than one.
async function read(play, name) {
  const { page } = play;
  if (play.keys) {
    await tabTo(page, name);
    for (let i = 0; i < 3; ++i) {
      await page.keyboard.press('ArrowLeft');
      await settle(page);
    }
    return;
  }
  for (const across of [0.3, 0.5, 0.7])
    if (play.touch) {
      await play.use(name, [across, 0.5]);
    } else {
      const p = await reach(page, name);
      await page.mouse.move(p.x + p.w * across, p.y + p.h * 0.5);
      await settle(page);
    }
}

// What stands beside the stage is on a phone another pane of it.
async function findings(play) {
  await play.open('');
  if (play.touch) await play.use('pane-findings');
}
async function stage(play) {
  await play.open('');
  if (play.touch) await play.use('pane-stage');
}

// To a step of the walked string: the strip shows all of it where there is room, else what stands around the present step.
async function letter(play, t) {
  const { page } = play;
  for (let i = 0; i < 12; ++i) {
    const { t: now, steps } = await state(page);
    if (now === t) return;
    if (play.keys) {
      await tabTo(page, 'strip');
      await page.keyboard.press(now < t ? 'ArrowRight' : 'ArrowLeft');
      await settle(page);
    } else {
      await play.use('strip', [(t + 0.5) / steps, 0.5]);
    }
  }
  assert.equal((await state(page)).t, t);
}

const picture = (play, name) => choose(play, 'shown', name);
const clusters = (play, n) => set(play, 'clusters', String(n), [0.1, 1], (s) => s.clusters === n);

story('blackBox', 'updates=400', [
  step(3, async (play) => {
    await play.use('play');
    await play.done(0);
    await play.still(true, false, false);
    await choose(play, 'colours', 'property');
    await play.done(1);
    await play.still(true, true, false);
    const { steps } = await state(play.page);
    await letter(play, 2);
    await play.still(true, true, false);
    await letter(play, steps - 1);
  }),
  step(2, async (play) => {
    const { page } = play;
    await picture(play, 'units');
    await until(page, '(s) => s.units?.length > 0');
    await play.still(false, false);
    const { units, unitTells } = await state(page), other = unitTells.findIndex((each) => each !== unitTells[0]);
    if (play.keys) {
      await tabTo(page, 'unitBars');
      for (let i = 0; i < other; ++i) {
        await page.keyboard.press('ArrowRight');
        await settle(page);
      }
    } else {
      await play.use('unitBars', [(other + 0.5) / units.length, 0.5]);
    }
    await play.done(0);
    assert.equal((await state(page)).unit, units[other]);
    for (let t = (await state(page)).steps - 1; t >= 0 && !isDone(1)(await state(page)); --t) await letter(play, t);
  }),
  step(1, async (play) => {
    const { enough } = await until(play.page, '(s) => s.clusters === 2 && s.foundStates === 2');
    await clusters(play, enough - 1);
    await until(play.page, `(s) => s.foundStates === ${enough - 1}`);
    await play.still(false);
    await clusters(play, enough);
  }),
  step(3, async (play) => {
    const { page } = play, { agrees, enough, steps } = await until(page, '(s) => s.clusters === 3 && s.foundStates === 3');
    await letter(play, agrees.indexOf(1));
    await play.still(false, false, false);
    await letter(play, agrees.indexOf(0));
    await play.done(0);
    await play.still(true, false, false);
    await clusters(play, enough);
    await until(page, `(s) => s.foundStates === ${enough}`);
    await letter(play, steps - 1);
    await play.done(1);
    await play.still(true, true, false);
    await play.open('controls', 'string');
    await play.type('string', 'btxs');
    await until(page, '(s) => s.string === "btxs"');
    await settle(page);
    await play.still(true, true, false);
    await play.type('string', 'btxse');
    await play.open('');
  }),
]);

story('cost', 'hiddenSize=8&batchSize=4', [
  step(1, async (play) => {
    await until(play.page, '(s) => s.tiedMilliseconds?.length > 1');
    await read(play, 'costPlot');
  }),
  step(1, async (play) => {
    await choose(play, 'axis', 'hiddenSize');
    await play.done(0);
    const { tiedAt, tiedMilliseconds } = await state(play.page);
    assert.deepEqual(tiedAt, [8, 16, 32, 64, 128, 256]);
    assert.ok(tiedMilliseconds.every((each) => each > 0));
  }),
  step(1, async (play) => {
    await choose(play, 'axis', 'hiddenSize');
    await play.done(0);
    const { tiedMilliseconds, forwardMilliseconds } = await state(play.page);
    assert.ok(Math.max(...forwardMilliseconds.map((each, i) => each / tiedMilliseconds[i])) >= 100);
  }),
]);

story('data', 'seqLen=5&updates=800&learningRate=0.02&sets=10,100,1000&sizes=6,16&seeds=1', [
  step(1, carryOut),
  step(1, async (play) => {
    await play.use('place0-2');
    await play.still(false);
    await play.use('place0-0');
  }),
  step(1, async (play) => {
    await set(play, 'seqLen', '3', [0.3, 0], (s) => s.experiment.includes('seqLen=3&'));
    await carryOut(play);
  }),
]);

story('guarantee', 'seqLen=10&hiddenSize=8&updates=1500&seeds=4', [
  step(2, async (play) => {
    await carryOut(play);
    await play.done(0);
    await play.still(true, false);
    await play.use('run0');
  }),
  step(1, async (play) => {
    await play.use('moreSeeds');
    await until(play.page, '(s) => s.runs === 8');
    await until(play.page, allDone);
  }),
  step(1, async (play) => {
    await findings(play);
    await read(play, 'longerPlot');
    await stage(play);
  }),
  step(1, async (play) => {
    await set(play, 'seqLen', '4', [0.3, 0], (s) => s.experiment.includes('seqLen=4&'));
    await carryOut(play);
  }),
  step(2, async (play) => {
    const { page } = play;
    await findings(play);
    await play.use('searchWorst');
    await play.done(0);
    await play.still(true, false);
    if (play.keys) {
      await tabTo(page, 'worstInput');
      await page.keyboard.press('ArrowLeft');
      await settle(page);
    } else {
      await play.use('worstInput', [0.6, 0.3]);
    }
  }),
]);

story('gradients', 'updates=100', [
  step(1, async (play) => {
    await set(play, 'initScale', '0.6', [0.5, 0], isDone(0));
    await play.done(0);
    assert.ok((await state(play.page)).firstShare < 1e-7);
  }),
  step(1, async (play) => {
    await choose(play, 'activation', 'identity');
    await settle(play.page);
    await play.still(false);
    await set(play, 'initScale', '1.5', [0.2, 1], isDone(0));
    await play.done(0);
    assert.ok((await state(play.page)).firstShare > 1e3);
  }),
  step(2, async (play) => {
    await set(play, 'initScale', '1.05', [0.25, 0.45], isDone(0));
    await play.done(0);
    await play.still(true, false);
    await play.use('trained');
  }),
  step(2, async (play) => {
    const { page } = play;
    await set(play, 'wallRate', '0.2', [0.3, 1], isDone(0));
    await play.done(0);
    await play.still(true, false);
    const { step, thrownAt } = await state(page);
    if (play.keys) {
      await tabTo(page, 'time');
      await page.keyboard.press('Home');
      for (let i = 0; i < Math.floor(thrownAt / 10); ++i) {
        await page.keyboard.press('PageUp');
        await settle(page);
      }
    } else {
      await play.use('time', [thrownAt / step, 0.5]);
    }
    const { step: at } = await state(page);
    await play.walk(thrownAt - at);
  }),
  step(1, async (play) => {
    await set(play, 'wallClip', '0.2', [0.8, 0], isDone(0));
    await play.done(0);
    assert.ok((await state(play.page)).alive);
  }),
]);

story('washout', 'updates=300', [
  step(1, async (play) => {
    await set(play, 'initScale', '1.5', [0.4, 1], isDone(0));
  }),
  step(2, async (play) => {
    await play.use('train');
    await play.done(0);
    await play.still(true, false);
    const { nets } = await state(play.page), lasts = nets.map((each) => each.lasts);
    await findings(play);
    await play.use(`net-${nets[lasts.indexOf(Math.max(...lasts))].cell}`);
    await play.done(1);
    await stage(play);
  }),
  step(1, async (play) => {
    await choose(play, 'init', 'orthogonal');
    await settle(play.page);
    await play.still(false);
    await set(play, 'initScale', '0.95', [0.38, 0.28], isDone(0));
  }),
  step(2, async (play) => {
    for (const [task, [from, to], key] of [[0, [0.4, 1], 'End'], [1, [0.5, 0.1], 'Home']])
      if (play.keys) {
        await tabTo(play.page, 'bitWeight');
        await play.page.keyboard.press(key);
        await settle(play.page);
        for (let i = 0; i < 40 && !isDone(task)(await state(play.page)); ++i) {
          await play.page.keyboard.press(key === 'End' ? 'ArrowLeft' : 'ArrowRight');
          await settle(play.page);
        }
      } else {
        const p = await reach(play.page, 'bitWeight');
        await play.drag([p.x + p.w * from, p.y + p.h / 2], [p.w * (to - from), 0], isDone(task), 24);
      }
  }),
]);

story('memory', 'spans=10,20&seeds=2&updates=800', [
  step(1, carryOut),
  step(1, async (play) => {
    const { tableLearned, spans } = await state(play.page), nets = tableLearned.length / spans.length;
    const forgets = Array.from({ length: nets }, (_, net) => net).find((net) => tableLearned[nets + net] < tableLearned[net]);
    assert.notEqual(forgets, undefined, 'no net forgets');
    await play.use('place2-0');
    await play.still(false);
    await play.use(`place${forgets}-1`);
  }),
  step(1, async (play) => {
    await choose(play, 'task', 'latch');
    await carryOut(play);
  }),
]);

// Space measures from anywhere.
async function measure(play) {
  if (!play.keys) return play.use('play');
  await focusStage(play.page);
  await play.page.keyboard.press('Space');
}

// In the list of figures, which may have given its place to the figure; `word` is in its line alone.
async function chooseFigure(play, name, word) {
  const { page } = play;
  if ((await state(page)).layout.controls.some((each) => each.name === 'toFigures')) await play.use('toFigures');
  if (play.keys) {
    await tabTo(page, 'figures');
    const all = keys.find((each) => each.name === 'figure').choices, from = all.indexOf((await state(page)).figure), way = all.indexOf(name) - from;
    for (let i = 0; i < Math.abs(way); ++i) {
      await page.keyboard.press(way > 0 ? 'ArrowDown' : 'ArrowUp');
      await until(page, `(s) => s.figure === "${all[from + Math.sign(way) * (i + 1)]}"`);
    }
    return;
  }
  for (let i = 0; i < 20; ++i) {
    const p = await place(page, 'figures'), { layout } = await state(page);
    const inList = ({ rect: [x, y] }) => x * p.scale > p.x && x * p.scale < p.x + p.w && y * p.scale > p.y && y * p.scale < p.y + p.h;
    const line = layout.texts.find((each) => each.text.includes(word) && inList(each) && each.rect[1] > each.clip[1] && each.rect[1] + each.rect[3] < each.clip[1] + each.clip[3]);
    if (line) {
      const at = [0, 1].map((k) => (line.rect[k] + line.rect[k + 2] / 2) * p.scale);
      await (play.touch ? page.touchscreen.tap(...at) : page.mouse.click(...at));
      return settle(page);
    }
    if (play.touch) await play.drag(p.center, [0, -120]);
    else {
      await page.mouse.move(...p.center);
      await page.mouse.wheel(0, 120);
      await settle(page);
    }
  }
  assert.fail(`“${word}” is nowhere in the list`);
}

story('published', 'figure=latchFixedPoint', [
  step(1, measure),
  step(1, async (play) => {
    await chooseFigure(play, 'latchConstantInput', play.touch ? 'konstante' : 'constant');
    await until(play.page, '(s) => s.figure === "latchConstantInput"');
    await settle(play.page);
    await play.still(false);
    await measure(play);
  }),
]);
