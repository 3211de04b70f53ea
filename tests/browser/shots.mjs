// Pictures of every scene at three sizes, in both themes, and of the states worth looking at, into build/shots/.
//   node tests/browser/shots.mjs [part of a name…]     e.g. "phone", "training-wide"
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { launch, list, names, open, press, root, sceneNames, serve, settle, sizes, until } from './page.mjs';

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

const shots = [];
// A picture at every size in both themes; the dark ones are in German.
function everywhere(scene, look, link, act) {
  for (const size of Object.keys(sizes))
    for (const theme of ['light', 'dark'])
      shots.push({ name: [scene, size, theme, look].filter(Boolean).join('-'), link: `scene=${scene}&${link}`, size, theme, lang: theme === 'dark' ? 'de' : 'en', act });
}

for (const scene of sceneNames) if (!['sequence', 'theorem', 'training', 'problems'].includes(scene)) everywhere(scene, '', '');
everywhere('theorem', '', 'task=adding&hiddenSize=3&seqLen=5', stepTo(3));
everywhere('training', '', 'task=adding&updates=1200');

// Every cell on its way from the loop to the chain, forward by some of the smallest steps, and backward.
const halfForward = async (page) => {
  await page.evaluate(() => window.unroll.step(Math.round(window.unroll.state().forward.count * 0.55)));
  await settle(page);
};
const looks = { folded: 'fold=0&t=2', half: 'fold=0.4&t=2', unfolded: 'fold=1&t=3', forward: 'fold=1&step=unit', backward: 'fold=2&t=9&lossAt=every' };
for (const cell of names('cells'))
  for (const [look, link] of Object.entries(looks))
    everywhere('sequence', `${cell}-${look}`, `task=adding&cell=${cell}&hiddenSize=${cell === 'lstm' || cell === 'gru' ? 4 : 3}&seqLen=6&${link}`, look === 'forward' ? halfForward : undefined);
const chains = { deep: 'cell=gru&layers=2&bidirectional=true&hiddenSize=12&seqLen=20', many: 'cell=reservoir&hiddenSize=40&seqLen=12' };
for (const [name, net] of Object.entries(chains)) everywhere('sequence', name, `task=adding&${net}&t=3`);
everywhere('sequence', 'deep-backward', `task=adding&${chains.deep}&lossAt=every&fold=2&t=34`);
const small = 'task=adding&hiddenSize=3&seqLen=6';
everywhere('sequence', 'loss', `${small}&lossAt=every&fold=2&t=6`);
everywhere('sequence', 'river', `${small}&lossAt=every&fold=2&t=12`);
everywhere('sequence', 'scissors', `${small}&lossAt=every&fold=2&t=10&truncate=3`);
everywhere('sequence', 'piece', `${small}&lossAt=every&fold=2&t=10&piece=5`);
everywhere('sequence', 'cut', `${small}&tying=untied&fold=1&t=4&hold=1@2:0.8&cut=rnn.weight_hh_l0@0003[0][1]`);
for (const cell of ['lstm', 'gru'])
  for (const units of [4, 8, 32]) everywhere('sequence', `inside-${cell}${units}`, `task=adding&cell=${cell}&hiddenSize=${units}&seqLen=6&t=3&inside=1`);
for (const look of ['carpet', 'eigenvalues', 'plane', 'update']) everywhere('sequence', look, `task=adding&hiddenSize=2&seqLen=12&fold=1&t=5&look=${look}`);
everywhere('sequence', 'updated', `${small}&t=5&look=update`, (page) => press(page, 'updatePage', [0.8, 0.5]));
const zero = ['weight_ih_l0[0][0]', 'weight_ih_l0[1][0]', 'weight_hh_l0[0][1]', 'weight_hh_l0[1][0]', ...[0, 1].flatMap((i) => [`bias_ih_l0[${i}]`, `bias_hh_l0[${i}]`])];
const bits = [...zero.map((name) => `0:rnn.${name}=0`), '0:rnn.weight_hh_l0[0][0]=2', '0:rnn.weight_hh_l0[1][1]=2'].join(',');
everywhere('sequence', 'basins', `task=echo&hiddenSize=2&seqLen=6&t=3&start=0.3,-0.2&look=plane&edits=${bits}`, (page) => until(page, '(s) => s.closer?.basinsReady'));
everywhere('training', 'carpet', 'task=adding&updates=300&look=carpet');
everywhere('training', 'melody', 'task=melody&updates=300');
everywhere('training', 'images', 'task=rows&updates=300');
for (const look of ['text3', 'saliency']) everywhere('training', look, `task=text&updates=200&look=${look}`, (page) => page.waitForTimeout(1000));
for (const [task, look] of [['text', 'typed'], ['series', 'curve'], ['rows', 'image']]) everywhere('training', look, `task=${task}&updates=100&look=${look}`);

// Problems with their runs done, or measured.
const studies = { data: 'sets=10,32,100&updates=400&seeds=1&runs=6', guarantee: 'seqLen=12&hiddenSize=16&updates=1200&runs=12', memory: 'spans=10,20&seeds=2&runs=20' };
for (const problem of list('keys').find((key) => key.name === 'problem').choices)
  everywhere('problems', problem, `problem=${problem}&${studies[problem] ?? ''}`, (page) => page.waitForTimeout(studies[problem] ? 0 : 4000));
everywhere('problems', 'worst', `problem=guarantee&seqLen=12&hiddenSize=16&updates=1200&seeds=4&runs=4&searched=1`, (page) => page.waitForTimeout(6000));
for (const shown of ['trajectories', 'units', 'automaton', 'saliency'])
  everywhere('problems', `black-box-${shown}`, `problem=blackBox&updates=600&shown=${shown}`, async (page) => {
    await press(page, 'play');
    await page.waitForTimeout(6000);
  });
everywhere('problems', 'wall', 'problem=gradients&view=wall', (page) => page.waitForTimeout(3000));
for (const aspect of ['memory', 'latch']) everywhere('problems', `washout-${aspect}`, `problem=washout&aspect=${aspect}`, (page) => page.waitForTimeout(3000));

const one = 'task=adding&hiddenSize=3&seqLen=5&t=4';
everywhere('theorem', 'folded', `${one}&story=6&foldBack=1`);
everywhere('theorem', 'narrower', `${one}&story=6&foldBack=1&break=2&breakUnit=1`);
everywhere('theorem', 'position', 'task=echo&delay=2&seqLen=7&hiddenSize=4&lossAt=last&learningRate=0.02&tying=untied&updates=300&story=9');
everywhere('theorem', 'broken', `${one}&story=4&break=3&breakBy=0.8&breakWeight=rnn.weight_hh_l0[1][0]`);
for (const cell of names('cells')) everywhere('theorem', cell, `task=adding&cell=${cell}&hiddenSize=3&seqLen=6&t=3`);
for (const [name, net] of Object.entries(chains)) everywhere('theorem', name, `task=adding&${net}&t=3`);

everywhere('graph', 'cycle', 'units=x1,x2,d:tanh,a:tanh,b:tanh,c:tanh,y&edges=x1%3Ed:1.4,x2%3Ed:-0.8,d%3Ea:0.9,a%3Eb:2,b%3Ec:1.8,c%3Ey:1.2,c%3Ea:-2.6&inputs=x1:1,1,1,0;x2:0.5', stepTo(5));
const recall = 'patterns=A,J,X&flip=0.36&updates=60', exhibits = ['landscape', 'weights', 'capacity', 'two'];
exhibits.forEach((name, k) => everywhere('hopfield', name, `${recall}&fold=${k}`, (page) => until(page, '(s) => s.exhibit !== 0 || s.landscape?.done !== false')));
everywhere('hopfield', 'softmax', `${recall}&rule=softmax&beta=0.02&updates=0`);
everywhere('hopfield', 'planets', 'story=2');
everywhere('seats', 'thirty', 'room=random&people=30');

// By no more than one of these.
const few = `scene=sequence&${small}`;
for (const [size, lang] of [['wide', 'de'], ['phone', 'de'], ['medium', 'de']])
  for (const scene of sceneNames) shots.push({ name: `${scene}-${size}-light-${lang}`, link: scene === 'sequence' ? few : `scene=${scene}&updates=300`, size, theme: 'light', lang });
shots.push({ name: 'sequence-wide-light-heatmap', link: 'scene=sequence&task=adding&hiddenSize=48&seqLen=20', size: 'wide', theme: 'light', act: after(unfold, stepTo(9)) });
shots.push({ name: 'theorem-wide-light-untied', link: 'scene=theorem&task=adding&hiddenSize=3&seqLen=5&updates=200&edits=0:tying=untied', size: 'wide', theme: 'light', act: stepTo(5) });
shots.push({ name: 'training-wide-light-diverged', link: 'scene=training&task=adding&activation=relu&optimizer=sgd&learningRate=10&updates=200', size: 'wide', theme: 'light' });
for (const task of names('tasks')) shots.push({ name: `training-wide-light-${task}`, link: `scene=training&task=${task}&updates=1000`, size: 'wide', theme: 'light' });
for (const name of ['story', 'controls', 'inspector'])
  for (const scene of sceneNames) shots.push({ name: `${scene}-phone-light-${name}`, link: scene === 'sequence' ? few : `scene=${scene}&updates=100`, size: 'phone', theme: 'light', act: tab(name) });
const lstm = 'task=adding&cell=lstm&layers=2&hiddenSize=12&learningRate=0.01';
const openGroup = (name) => (page) => press(page, `settings-${name}`);
for (const theme of ['light', 'dark'])
  for (const group of ['optimizer', 'network', 'start', 'gradient', 'end', 'model'])
    shots.push({ name: `settings-wide-${theme}-${group}`, link: `scene=training&${lstm}&updates=300`, size: 'wide', theme, lang: theme === 'dark' ? 'de' : 'en', act: openGroup(group) });
shots.push({ name: 'settings-phone-light', link: `scene=training&${lstm}&updates=100`, size: 'phone', theme: 'light', lang: 'de', act: after(tab('controls'), openGroup('network')) });
shots.push({ name: 'settings-medium-light', link: `scene=training&${lstm}&updates=100`, size: 'medium', theme: 'light', lang: 'de', act: openGroup('network') });
shots.push({ name: 'sequence-embedded', link: `${few}&embed=true`, size: 'medium', theme: 'light', act: unfold });
shots.push({ name: 'training-embedded', link: 'scene=training&task=sine&updates=600&embed=true', size: 'medium', theme: 'light' });
shots.push({ name: 'sequence-projector', link: few, size: [1920, 1080], theme: 'light', act: unfold });
shots.push({ name: 'sequence-wide-light-sharp', link: few, size: 'wide', theme: 'light', pixelRatio: 2, act: unfold });

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
