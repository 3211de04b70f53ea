// Pictures of every scene at three sizes, in both themes, and of the states worth looking at, into build/shots/.
//   node tests/browser/shots.mjs [part of a name…]     e.g. "phone", "training-wide"
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launch, names, open, press, root, sceneNames, serve, settle, sizes, until } from './page.mjs';

const folder = resolve(root, process.env.UNROLL_SHOTS ?? 'build/shots');
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const unfold = (page) => press(page, 'unfolded', [0.5, 0.5]);
const stepTo = (t) => async (page) => {
  await page.evaluate((n) => window.unroll.step(n), t);
  await settle(page);
};
const after = (...acts) => async (page) => { for (const act of acts) await act(page); };
const tab = (name) => (page) => press(page, `tab-${name}`);

const small = 'scene=sequence&task=adding&hiddenSize=3&seqLen=6';
const shots = [];
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark']) {
    shots.push({ name: `sequence-${size}-${theme}-loop`, link: small, size, theme, act: stepTo(2) });
    shots.push({ name: `sequence-${size}-${theme}-unfolded`, link: small, size, theme, act: after(unfold, stepTo(3)) });
    shots.push({ name: `theorem-${size}-${theme}`, link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5', size, theme, act: stepTo(3) });
    shots.push({ name: `training-${size}-${theme}`, link: 'scene=training&task=adding&updates=1200', size, theme });
    for (const scene of sceneNames)
      if (!['sequence', 'theorem', 'training'].includes(scene)) shots.push({ name: `${scene}-${size}-${theme}`, link: `scene=${scene}`, size, theme });
  }
const chains = { lstm: 'cell=lstm&hiddenSize=4&seqLen=6', gru: 'cell=gru&layers=2&bidirectional=true&hiddenSize=12&seqLen=20', jordan: 'cell=jordan&hiddenSize=3&seqLen=6', window: 'cell=window&hiddenSize=3&seqLen=6', reservoir: 'cell=reservoir&hiddenSize=40&seqLen=12' };
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark']) {
    for (const place of [6, 9, 12]) shots.push({ name: `sequence-${size}-${theme}-back${place}`, link: `${small}&lossAt=every&fold=2&t=${place}`, size, theme, lang: theme === 'dark' ? 'de' : 'en' });
    for (const [cell, net] of Object.entries(chains))
      for (const [fold, name] of [[0, '-folded'], [0.5, '-half'], [1, '']]) shots.push({ name: `sequence-${size}-${theme}-chain-${cell}${name}`, link: `scene=sequence&task=adding&${net}&t=3&fold=${fold}`, size, theme, lang: theme === 'dark' ? 'de' : 'en' });
    for (const cell of ['lstm', 'gru']) {
      for (const units of [4, 8, 32]) shots.push({ name: `sequence-${size}-${theme}-inside-${cell}${units}`, link: `scene=sequence&task=adding&cell=${cell}&hiddenSize=${units}&seqLen=6&t=3&inside=1`, size, theme, lang: theme === 'dark' ? 'de' : 'en' });
      shots.push({ name: `sequence-${size}-${theme}-chain-back-${cell}`, link: `scene=sequence&task=adding&${chains[cell]}&lossAt=every&fold=2&t=${cell === 'gru' ? 34 : 9}`, size, theme, lang: theme === 'dark' ? 'de' : 'en' });
    }
  }
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark'])
    for (const look of ['carpet', 'eigenvalues', 'plane', 'update'])
      shots.push({ name: `sequence-${size}-${theme}-${look}`, link: `scene=sequence&task=adding&hiddenSize=2&seqLen=12&fold=1&t=5&look=${look}`, size, theme, lang: theme === 'dark' ? 'de' : 'en' });
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark'])
    shots.push({ name: `training-${size}-${theme}-carpet`, link: 'scene=training&task=adding&updates=300&look=carpet', size, theme, lang: theme === 'dark' ? 'de' : 'en' });
const ring = 'scene=graph&units=x1,x2,d:tanh,a:tanh,b:tanh,c:tanh,y&edges=x1%3Ed:1.4,x2%3Ed:-0.8,d%3Ea:0.9,a%3Eb:2,b%3Ec:1.8,c%3Ey:1.2,c%3Ea:-2.6&inputs=x1:1,1,1,0;x2:0.5';
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark']) shots.push({ name: `graph-${size}-${theme}-cycle`, link: ring, size, theme, act: stepTo(5) });
const recall = 'scene=hopfield&patterns=A,J,X&flip=0.36&updates=60', exhibits = ['landscape', 'weights', 'capacity', 'two'];
const unfinished = (page) => until(page, '(s) => s.exhibit !== 0 || s.landscape?.done !== false');
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark']) {
    exhibits.forEach((name, k) => shots.push({ name: `hopfield-${size}-${theme}-${name}`, link: `${recall}&fold=${k}`, size, theme, act: unfinished }));
    shots.push({ name: `hopfield-${size}-${theme}-softmax`, link: `${recall}&rule=softmax&beta=0.02&updates=0`, size, theme });
    shots.push({ name: `hopfield-${size}-${theme}-planets`, link: 'scene=hopfield&story=2', size, theme });
    shots.push({ name: `seats-${size}-${theme}-thirty`, link: 'scene=seats&room=random&people=30', size, theme });
  }
for (const [size, lang] of [['wide', 'de'], ['phone', 'de'], ['medium', 'de']])
  for (const scene of sceneNames) shots.push({ name: `${scene}-${size}-light-${lang}`, link: scene === 'sequence' ? small : `scene=${scene}&updates=300`, size, theme: 'light', lang });
shots.push({ name: 'sequence-wide-light-heatmap', link: 'scene=sequence&task=adding&hiddenSize=48&seqLen=20', size: 'wide', theme: 'light', act: after(unfold, stepTo(9)) });
shots.push({ name: 'theorem-wide-light-untied', link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5&updates=200&edits=0:tying=untied', size: 'wide', theme: 'light', act: stepTo(5) });
shots.push({ name: 'training-wide-light-diverged', link: 'scene=training&task=adding&activation=relu&optimizer=sgd&learningRate=10&updates=200', size: 'wide', theme: 'light' });
for (const task of names('tasks')) shots.push({ name: `training-wide-light-${task}`, link: `scene=training&task=${task}&updates=1000`, size: 'wide', theme: 'light' });
for (const name of ['story', 'controls', 'inspector'])
  for (const scene of sceneNames) shots.push({ name: `${scene}-phone-light-${name}`, link: scene === 'sequence' ? small : `scene=${scene}&updates=100`, size: 'phone', theme: 'light', act: tab(name) });
const lstm = 'task=adding&cell=lstm&layers=2&hiddenSize=12&learningRate=0.01';
const openGroup = (name) => (page) => press(page, `settings-${name}`);
for (const theme of ['light', 'dark'])
  for (const group of ['optimizer', 'network', 'start', 'gradient', 'end', 'model'])
    shots.push({ name: `settings-wide-${theme}-${group}`, link: `scene=training&${lstm}&updates=300`, size: 'wide', theme, lang: theme === 'dark' ? 'de' : 'en', act: openGroup(group) });
shots.push({ name: 'settings-phone-light', link: `scene=training&${lstm}&updates=100`, size: 'phone', theme: 'light', lang: 'de', act: after(tab('controls'), openGroup('network')) });
shots.push({ name: 'settings-medium-light', link: `scene=training&${lstm}&updates=100`, size: 'medium', theme: 'light', lang: 'de', act: openGroup('network') });
for (const size of Object.keys(sizes))
  for (const theme of ['light', 'dark']) {
    const lang = theme === 'dark' ? 'de' : 'en';
    shots.push({ name: `theorem-${size}-${theme}-folded`, link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5&t=4&story=5&foldBack=1', size, theme, lang });
    shots.push({ name: `theorem-${size}-${theme}-narrower`, link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5&t=4&story=5&foldBack=1&break=2&breakUnit=1', size, theme, lang });
    shots.push({ name: `theorem-${size}-${theme}-position`, link: 'scene=theorem&task=echo&delay=2&seqLen=7&hiddenSize=4&lossAt=last&learningRate=0.02&tying=untied&updates=300&story=8', size, theme, lang });
    shots.push({ name: `theorem-${size}-${theme}-broken`, link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5&t=4&story=4&break=3&breakBy=0.8&breakWeight=rnn.weight_hh_l0[1][0]', size, theme, lang });
    for (const [cell, net] of Object.entries(chains)) shots.push({ name: `theorem-${size}-${theme}-${cell}`, link: `scene=theorem&task=adding&${net}&t=3`, size, theme, lang });
  }
shots.push({ name: 'sequence-embedded', link: `${small}&embed=true`, size: 'medium', theme: 'light', act: unfold });
shots.push({ name: 'training-embedded', link: 'scene=training&task=sine&updates=600&embed=true', size: 'medium', theme: 'light' });
shots.push({ name: 'sequence-projector', link: small, size: [1920, 1080], theme: 'light', act: unfold });
shots.push({ name: 'sequence-wide-light-sharp', link: small, size: 'wide', theme: 'light', pixelRatio: 2, act: unfold });

const browser = await launch();
const server = await serve();
let taken = 0;
for (const shot of shots) {
  if (wanted.length > 0 && !wanted.some((part) => shot.name.includes(part))) continue;
  const { page, complaints, close } = await open(browser, `${server.url}#${shot.link}&theme=${shot.theme}&lang=${shot.lang ?? 'en'}&animate=false`, shot);
  await until(page, '(s) => s.activity === "idle"', 20000);
  await shot.act?.(page);
  await settle(page);
  await page.mouse.move(0, 0);
  await settle(page);
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  if (complaints.length > 0) console.log(`${shot.name}: ${complaints.join('; ')}`);
  ++taken;
  await close();
}
await browser.close();
await server.close();
console.log(`${taken} pictures in ${folder}`);
