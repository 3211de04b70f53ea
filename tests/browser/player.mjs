// One who plays a story: with the mouse, with the keyboard alone, or with a finger on a phone. All do the same things by the same names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { focusStage, place, press, reach, settle, state, tabTo, until } from './page.mjs';

export const means = ['mouse', 'keys', 'touch'];
// `./lab test` plays a story one way, `./lab test long` the others too: run.mjs says how many those are.
export const longTest = (title, play) => test(`${title} (long)`, { skip: !process.env.UNROLL_LONG }, play);
export const testBy = (by, usual) => (by === usual ? test : longTest);
// What open() needs for it; the smallest window with all columns.
export const device = (by) => (by === 'touch' ? { size: 'phone', touch: true } : { size: [1100, 640] });

export async function player(page, by) {
  const keys = by === 'keys', touch = by === 'touch';
  const fingers = touch && await page.context().newCDPSession(page);
  const finger = (type, x, y) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });

  // A column is moved by a finger, until the control is in it. It is put down where nothing else could be meant: bars of the input are drawn.
  async function within(name) {
    for (let i = 0; i < 30; ++i) {
      await settle(page);
      const p = await place(page, name), { layout } = await state(page);
      const [x, y, w, h] = p.clip.map((v) => v * p.scale);
      if (p.y >= y - 1 && p.y + p.h <= y + h + 1) return p;
      const way = y + h / 2 - p.center[1], up = way < 0;
      const free = ([fx, fy]) => !layout.controls.some(({ rect: [cx, cy, cw, ch] }) => fx > cx * p.scale - 6 && fx < (cx + cw) * p.scale + 6 && fy > cy * p.scale - 6 && fy < (cy + ch) * p.scale + 6);
      const places = [0.9, 0.8, 0.7, 0.6, 0.5].flatMap((down) => [0.5, 0.3].map((across) => [x + w * across, y + h * (up ? down : 1 - down)]));
      const tracks = layout.controls.filter((each) => each.role === 'slider' && each.name !== 'input').map(({ rect }) => [(rect[0] + rect[2] / 2) * p.scale, (rect[1] + rect[3] * 0.75) * p.scale]).filter(([, ty]) => ty > y && ty < y + h);
      const [fx, from] = places.find(free) ?? tracks.at(up ? -1 : 0) ?? places[0];
      await finger('touchStart', fx, from);
      const far = up ? Math.max(way, y - from) : Math.min(way, y + h - from);
      for (let k = 1; k <= 3; ++k) {
        await finger('touchMove', fx, from + (far * k) / 3);
        await settle(page);
      }
      await finger('touchEnd');
    }
    assert.fail(`“${name}” can't be brought into sight by a finger`);
  }

  // Down at a place, along a way in steps until it is enough, or at its end, and up.
  async function drag([x, y], [dx, dy], enough = () => false, count = 8) {
    if (touch) await finger('touchStart', x, y);
    else { await page.mouse.move(x, y); await page.mouse.down(); }
    for (let k = 1; k <= count && !enough(await state(page)); ++k) {
      const to = [x + (dx * k) / count, y + (dy * k) / count];
      await (touch ? finger('touchMove', ...to) : page.mouse.move(...to));
      await settle(page);
    }
    await (touch ? finger('touchEnd') : page.mouse.up());
    await settle(page);
  }

  const at = (p, [across, down]) => [p.x + p.w * across, p.y + p.h * down];
  async function tap(name, where = [0.5, 0.5]) {
    await page.touchscreen.tap(...at(await within(name), where));
    await settle(page);
  }

  let tab = '';
  const self = {
    keys, touch, drag,
    // A tab at the bottom of a phone, '' none; where there is room all is there. What has just been pressed may have opened it: then a control
    // of it is there already.
    async open(name, control) {
      const open = control && (await state(page)).layout.controls.some((each) => each.name === control);
      if (touch && name !== tab && !open) await tap(`tab-${name || tab}`);
      tab = name;
    },
    // A button, or a place on what is drawn (its keys are the caller's).
    async use(name, where) {
      if (touch) return tap(name, where);
      if (!keys) return press(page, name, where);
      await tabTo(page, name);
      await page.keyboard.press('Enter');
      await settle(page);
    },
    // One of the parts of a switch.
    async choose(name, index, count) {
      if (!keys) return self.use(name, [(index + 0.5) / count, 0.5]);
      await tabTo(page, name);
      await page.keyboard.press('Home');
      for (let i = 0; i < index; ++i) await page.keyboard.press('ArrowRight');
      await settle(page);
    },
    // One of several words that stand one after the other, in as many lines as they need.
    async pick(name, index, word) {
      if (keys) return self.choose(name, index);
      const p = await (touch ? within(name) : reach(page, name)), { layout } = await state(page);
      const inside = ([x, y]) => x * p.scale >= p.x && x * p.scale < p.x + p.w && y * p.scale >= p.y && y * p.scale < p.y + p.h;
      const { rect: [x, y, w, h] } = layout.texts.find((each) => each.text === word && inside(each.rect));
      await self.use(name, [((x + w / 2) * p.scale - p.x) / p.w, ((y + h / 2) * p.scale - p.y) / p.h]);
    },
    // One of a list that opens over the page.
    async select(name, index, word) {
      await self.use(name);
      if (keys) {
        await page.keyboard.press('Home');
        for (let i = 0; i < index; ++i) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        return settle(page);
      }
      const now = await state(page), { scale } = await place(page, name);
      const { rect: [x, y, w, h] } = now.layout.texts.findLast((each) => each.text === word);
      const at = [(x + w / 2) * scale, (y + h / 2) * scale];
      await (touch ? page.touchscreen.tap(...at) : page.mouse.click(...at));
      await settle(page);
    },
    async type(name, text) {
      await self.use(name);
      if (!keys) await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await settle(page);
    },
    // A control is dragged to the side by so much, until it is enough; with keys by steps of ten.
    async turn(name, dx, enough) {
      for (let i = 0; i < 8 && !enough(await state(page)); ++i) {
        if (keys) {
          await tabTo(page, name);
          await page.keyboard.press(dx > 0 ? 'PageUp' : 'PageDown');
          await settle(page);
        } else {
          const p = await (touch ? within(name) : reach(page, name));
          await drag(at(p, [dx > 0 ? 0.1 : 0.9, 0.5]), [dx, 0], enough);
        }
      }
    },
    // A slider with its name above its track: with keys the number is typed, else the knob is put at one share of the track and dragged towards
    // another, until it is enough.
    async slide(name, number, [from, to], enough) {
      if (keys) return self.type(name, number);
      const p = await (touch ? within(name) : reach(page, name));
      await drag(at(p, [from, 0.76]), [p.w * (to - from), 0], enough, 16);
    },
    // So many steps through time.
    async walk(n) {
      if (keys) await focusStage(page);
      const [name, key] = n > 0 ? ['stepForward', 'ArrowRight'] : ['stepBack', 'ArrowLeft'];
      const middle = !keys && n !== 0 && (touch ? await within(name) : await reach(page, name)).center;
      const place = 'JSON.stringify([s.t, s.step, s.back, s.forward?.done])';
      for (let i = 0; i < Math.abs(n); ++i) {
        const before = await page.evaluate(`((s) => ${place})(window.unroll.state())`);
        if (keys) await page.keyboard.press(key);
        else await (touch ? page.touchscreen.tap(...middle) : page.mouse.click(...middle));
        await until(page, `(s) => ${place} !== ${JSON.stringify(before)}`);
      }
      await settle(page);
    },
    // ── The story ──
    done: (i) => until(page, `(s) => s.story.done[${i}]`),
    // Its next step, or the one that it has opened with: nothing of it is done yet.
    async begins(step, tasks) {
      await settle(page);
      const now = await until(page, `(s) => s.story.step === ${step}`);
      assert.deepEqual(now.story.done, Array(tasks).fill(false), `step ${step} by ${by}`);
      return now;
    },
    async next() {
      await self.open('story');
      const { story: { step } } = await state(page);
      await self.use('storyNext');
      await until(page, `(s) => s.story.step !== ${step}`);
      await self.go();
      await self.open('');
    },
    // From its words to its begin: the view moves there.
    async go() {
      if (!(await until(page, '(s) => !s.story.begins')).story.waits) return;
      if (keys) {
        await focusStage(page);
        await page.keyboard.press('Space');
      } else {
        await self.use('storyNext');
      }
      await until(page, '(s) => !s.story.waits && !s.story.moves');
    },
    // That this many tasks are done, the first ones, and no more.
    async still(...done) {
      assert.deepEqual((await state(page)).story.done, done, `by ${by}`);
    },
  };
  if (process.env.PLAYER_LOG)
    for (const [name, act] of Object.entries(self))
      if (typeof act === 'function') self[name] = async (...args) => {
        const began = Date.now(), result = await act(...args);
        console.error(by, name, args.map(String).join(' ').slice(0, 60), Date.now() - began, 'ms');
        return result;
      };
  return self;
}
