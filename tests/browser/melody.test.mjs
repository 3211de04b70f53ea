// Melody in Training: the piano roll and what is heard of it, by mouse, keyboard and finger, in German; silence where it is due.
import assert from 'node:assert/strict';
import { test, before, after } from 'node:test';
import { focusStage, launch, open, place, press, serve, settle, state, tabTo, until } from './page.mjs';

let browser, server;
before(async () => { browser = await launch(); server = await serve(); });
after(async () => { await browser?.close(); await server?.close(); });

// Written down here: Hänschen klein from its first bar on. [name of the class, MIDI, eighths]
const classes = 'G2 G4 G8 A2 A4 B2 c1 c2 c4 c8 d1 d2 d3 d4 e1 e2 e3 e4 f1 f2 f4 g1 g2 g4 a1 a2'.split(' ');
const tune = [['g2', 67, 2], ['e2', 64, 2], ['e4', 64, 4], ['f2', 65, 2], ['d2', 62, 2], ['d4', 62, 4]];
const input = tune.map(([name]) => classes.map((each) => (each === name ? 1 : 0)).join(',')).join(';');
const link = `scene=training&task=melody&hiddenSize=8&seqLen=6&input=${input}`;

// A context that plays nothing: what is scheduled is written down, and its clock is the test's.
function listen() {
  window.heard = { contexts: 0, tones: [], now: 0, loudness: null, state: 'running', stopped: 0 };
  const param = (onValue) => ({
    points: [],
    set value(v) { onValue?.(v); this.first = v; },
    get value() { return this.first; },
    setValueAtTime(v, t) { this.points.push([t, v]); },
    linearRampToValueAtTime(v, t) { this.points.push([t, v]); },
    setTargetAtTime() { ++window.heard.stopped; },
  });
  window.AudioContext = class {
    constructor() { ++window.heard.contexts; this.destination = {}; }
    get currentTime() { return window.heard.now += 1e-7; }  // it goes on
    get state() { return window.heard.state; }
    resume() { return Promise.resolve(); }
    suspend() { window.heard.suspended = true; return Promise.resolve(); }
    createGain() {
      const gain = { gain: null, connect(to) { this.to = to; } };
      gain.gain = param((v) => { if (gain.to === this.destination || gain.to === undefined) window.heard.loudness = v; });
      return gain;
    }
    createOscillator() {
      const tone = { frequency: param(), connect(gain) { this.gain = gain; }, start(t) { this.begin = t; window.heard.tones.push(this); }, stop(t) { this.end ??= t; } };
      return tone;
    }
  };
}

async function begin(rest = '', options = {}) {
  // The context is put in the place of the browser's before the page's own scripts run.
  const { page, complaints, close } = await open(browser, 'about:blank', { ...options, wait: false });
  await page.addInitScript(listen);
  const url = `${server.url}#${link}&animate=false${rest}`;
  await page.goto(url);
  await page.waitForFunction(() => window.unroll);
  await page.evaluate(() => window.unroll.ready.then(() => true));
  const own = () => complaints.filter((each) => !each.startsWith(`request to ${server.url}`));
  return { page, complaints: own, close };
}
const heard = (page) => page.evaluate(() => ({ ...window.heard, tones: window.heard.tones.map((t) => ({ hertz: t.frequency.value, type: t.type, begin: t.begin, end: t.end, points: t.gain.gain.points })) }));
const pass = async (page, seconds) => { await page.evaluate((s) => { window.heard.now = s; window.unroll.state(); }, seconds); await page.mouse.move(3, 3); await page.mouse.move(5, 5); await settle(page); };

test('play schedules the notes of the roll: frequencies by the MIDI notes, times by the tempo; nothing is made before', async () => {
  const { page, complaints, close } = await begin();
  const before = await until(page, '(s) => s.melody && s.melody.notes.length === 30');
  assert.equal(before.melody.title, 'Hänschen klein');
  assert.deepEqual(before.melody.notes.slice(0, 6).map((n) => n.pitch), tune.map(([, pitch]) => pitch));
  await settle(page);
  assert.equal((await heard(page)).contexts, 0);
  await press(page, 'playTune');
  const { tones, contexts } = await heard(page);
  assert.equal(contexts, 1);
  assert.equal(tones.length, 30);
  const first = tones[0].begin;
  let eighths = 0;
  before.melody.notes.forEach((note, n) => {
    if (n < tune.length) assert.equal(note.pitch, tune[n][1]);
    assert.ok(Math.abs(tones[n].hertz - 440 * 2 ** ((note.pitch - 69) / 12)) < 1e-3, `${tones[n].hertz} Hz for ${note.pitch}`);
    assert.equal(tones[n].type, 'triangle');
    assert.ok(Math.abs(tones[n].begin - first - note.start) < 1e-9);
    assert.ok(Math.abs(tones[n].end - tones[n].begin - note.duration) < 1e-9);
    assert.equal(tones[n].points.length, 4);
    assert.equal(tones[n].points[0][1], 0);
    assert.equal(tones[n].points[3][1], 0);
    if (n < tune.length) {  // 120 beats a minute: an eighth is .25 s
      assert.equal(note.start, 0.25 * eighths);
      eighths += tune[n][2];
    }
  });
  // The playhead goes with the context's clock, and the page rests when it is over.
  await pass(page, first + 0.6);
  const during = await state(page);
  assert.equal(during.melody.playing, true);
  assert.equal(during.melody.note, 1);
  await pass(page, first + 1000);
  const over = await until(page, '(s) => !s.melody.playing');
  assert.equal(over.melody.playhead, null);
  assert.deepEqual(complaints(), []);
  await close();
});

test('while nothing plays nothing is drawn, before and after, and the context rests', async () => {
  const { page, close } = await begin();
  await until(page, '(s) => s.melody.notes.length === 30');
  const frames = async (wait) => {
    const from = (await state(page)).timing.frames;
    await page.waitForTimeout(wait);
    return (await state(page)).timing.frames - from;
  };
  await page.waitForTimeout(2500);  // the hash is written, words are told
  assert.ok(await frames(1500) <= 1);
  await press(page, 'playTune');
  await press(page, 'playTune');
  assert.equal((await state(page)).melody.playing, false);
  await page.waitForTimeout(2500);
  assert.ok(await frames(1500) <= 1);
  await page.waitForFunction(() => window.heard.suspended);
  await close();
});

test('silence when the scene is left, the page is hidden, another net is loaded', async () => {
  const { page, close } = await begin();
  const silent = async (what, act) => {
    await until(page, '(s) => s.melody && s.melody.notes.length === 30');
    await press(page, 'playTune');
    assert.equal((await state(page)).melody.playing, true);
    const { stopped } = await heard(page);
    await act();
    await settle(page);
    assert.ok((await heard(page)).stopped > stopped, what);
  };
  await silent('another net', () => page.evaluate((text) => window.unroll.load(text), link.replace('hiddenSize=8', 'hiddenSize=9')));
  await silent('hidden', () => page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }));
  assert.equal((await state(page)).melody.playing, false);
  await silent('another scene', () => page.evaluate(() => window.unroll.load('scene=sequence')));
  await close();
});

test('by keyboard alone, in German: walk to a note, hear it from there, louder, slower, mute', async () => {
  const { page, complaints, close } = await begin('&lang=de');
  await until(page, '(s) => s.melody.notes.length === 30 && s.lang === "de"');
  await focusStage(page);
  await tabTo(page, 'roll');
  await page.keyboard.press('Home');
  for (let n = 0; n < 2; ++n) await page.keyboard.press('ArrowRight');
  await settle(page);
  const chosen = await state(page);
  assert.equal(chosen.melody.chosen, 2);
  const roll = chosen.layout.controls.find((each) => each.name === 'roll');
  assert.match(roll.value, /^e¹ 1\/2 .*Ton 3 von 30, vorgegeben/);
  assert.match(roll.value, /P\(y_1 = e¹ 1\/2\) = 0,\d{4}/);
  await page.keyboard.press('Space');
  await settle(page);
  assert.equal((await state(page)).melody.playing, true);
  assert.equal((await heard(page)).tones.length, 28);
  await page.keyboard.press('Space');
  await settle(page);
  assert.equal((await state(page)).melody.playing, false);
  await tabTo(page, 'mute');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal((await state(page)).melody.loudness, 0);
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal((await state(page)).melody.loudness, 0.5);
  await tabTo(page, 'drawAgain');
  await page.keyboard.press('Enter');
  await until(page, '(s) => s.melody.sampling === 2');
  await page.waitForFunction(() => location.hash.includes('goOn=1,2') || location.hash.includes('goOn=1%2C2'));
  const now = await state(page);
  assert.match(now.words, /vorgegeben \(Hänschen klein\): g¹ 1\/4, e¹ 1\/4, e¹ 1\/2/);
  assert.match(now.words, /so macht das Netz weiter: /);
  assert.deepEqual(now.missingText, []);
  assert.match(await page.evaluate(() => document.getElementById('stage-table').textContent), /Wahrscheinlichkeit/);
  assert.deepEqual(complaints(), []);
  await close();
});

test('a finger on the roll chooses a note, and play begins there; on a phone too', async () => {
  const { page, complaints, close } = await begin('&lang=de', { size: 'phone', touch: true });
  await until(page, '(s) => s.melody.notes.length === 30');
  const roll = await place(page, 'roll');
  await page.touchscreen.tap(roll.x + roll.w * 0.5, roll.center[1]);
  const { melody } = await until(page, '(s) => s.melody.chosen >= 0');
  assert.ok(melody.chosen > 3 && melody.chosen < 27);
  const play = await place(page, 'playTune');
  await page.touchscreen.tap(...play.center);
  await until(page, '(s) => s.melody.playing');
  assert.equal((await heard(page)).tones.length, 30 - melody.chosen);
  assert.deepEqual((await state(page)).missingText, []);
  assert.deepEqual(complaints(), []);
  await close();
});

test('the browser’s own context: it begins with a press, its clock moves the playhead, and it ends', async () => {
  const { page, complaints, close } = await open(browser, `${server.url}#${link}&goOn=none`);
  await until(page, '(s) => s.melody && s.melody.notes.length === 6');
  await press(page, 'playTune');
  const first = await until(page, '(s) => !s.melody.playing || s.melody.playhead > 0.3');
  assert.equal(first.melody.playing, true);
  await until(page, `(s) => s.melody.playhead > ${first.melody.playhead} || !s.melody.playing`);
  await until(page, '(s) => !s.melody.playing');  // 16 eighths, 4 s
  assert.deepEqual(complaints, []);
  await close();
});
