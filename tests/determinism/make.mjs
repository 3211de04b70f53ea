// Writes table.tsv: 200 experiments and recalls with their hashes, by the native program. One line: command, keys, hash. It is made anew only when
// what an experiment comes to is meant to change; then the change of the table says of which.
//   UNROLL_CLI=build/native/unroll node tests/determinism/make.mjs > tests/determinism/table.tsv
import { execFileSync } from 'node:child_process';

const cli = process.env.UNROLL_CLI ?? 'build/native/unroll';
const run = (command, pairs) => execFileSync(cli, [command, ...pairs.split('&').filter(Boolean)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
const names = (what) => JSON.parse(execFileSync(cli, ['list', what], { encoding: 'utf8' })).map((each) => each.name);
const [tasks, cells, optimizers] = ['tasks', 'cells', 'optimizers'].map(names);

// Of every task and optimizer one run, whose cell and whose further setting go round beside them; what the program refuses is passed over.
const small = 'hiddenSize=6&seqLen=8&batchSize=4&updates=60';
const further = ['activation=relu&init=he', 'layers=2', 'bidirectional=true', 'tying=untied', 'truncate=4&truncateEvery=2', 'clipNorm=0.5', 'clipValue=0.01', 'init=orthogonal&schedule=cosine&scheduleEvery=30',
  'initialState=learned', 'activation=sigmoid&init=xavier', 'weightDecay=0.01', 'init=identity&schedule=step&scheduleEvery=20', 'gradient=rtrl', 'layers=3&bidirectional=true', 'lossAt=last', 'peepholes=true&forgetBias=1',
  'edits=20:learningRate=0.01', 'init=spectral&initScale=0.9', 'trainingSet=16'];
const wanted = 200;

// Stopped on the way, or where chance takes part: what has reached a pattern would look alike whatever led there.
const hopfields = [];
for (const rule of ['hebb', 'storkey', 'projection', 'poly2', 'poly3', 'poly4', 'poly5', 'poly6', 'softmax'])
  for (const how of ['patterns=14&flip=0.45&sweeps=1', 'patterns=A,J,X&start=random&order=inOrder&temperature=2&sweeps=2', 'patterns=12&temperature=0.7&sweeps=9', 'patterns=9&size=64&order=allAtOnce&start=random&sweeps=1'])
    hopfields.push(`rule=${rule}&${how}&seed=${hopfields.length + 1}`);
hopfields.push('patterns=5&gain=4', 'patterns=9&gain=1.3&flip=0.1', 'patterns=20&start=random&temperature=0.3&sweeps=7', 'patterns=8&temperature=1.1&sweeps=20&seed=77', 'patterns=9&start=0+1+2', 'patterns=6&threshold=0.2', 'patterns=30&selfConnections=true');

const graphs = ['', 'units=s,a,b,c&edges=s>a:1,a>b:1,b>c:1,c>a:1&inputs=s:1,0&ticks=20', 'units=x,h:tanh:0.1,g:relu:-0.2,y:sigmoid&edges=x>h:0.5,h>h:0.9,h>g:-2,g>h:0.75,g>y:1.5&inputs=x:1,0,-1,0.25&ticks=60',
  'units=a:sign:0.5,b:step&edges=a>b:-1,b>a:-3&ticks=9', 'units=x,h:tanh,y&edges=x>h:0.5,h>h:3.7,h>y:1&inputs=x:1,0&ticks=200', 'units=a:tanh:0.3,b:sigmoid,c:tanh&edges=a>b:2.1,b>c:-3.3,c>a:4.2&ticks=300'];
const latches = ['', 'w=1.25&u=-0.05&start=-0.35&steps=60&disturbance=0.7&disturbanceAt=30', 'w=-3&start=0.2', 'w=5&steps=200', 'w=1&steps=200', 'w=2.2&disturbance=-1.5'];

const others = [['hopfield', hopfields], ['graph', graphs], ['latch', latches]].flatMap(([command, all]) => all.map((pairs) => [command, pairs]));
const trainings = [];
for (let i = 0, extra = 0; trainings.length < wanted - others.length; ++i) {
  const optimizer = Math.floor(i / tasks.length);
  const task = tasks[i % tasks.length], cell = cells[(i + optimizer) % cells.length];
  for (let tries = 0; tries <= further.length; ++tries) {
    const pairs = `task=${task}&cell=${cell}&optimizer=${optimizers[optimizer % optimizers.length]}&${tries < further.length ? further[extra++ % further.length] : 'seed=3'}&seed=${i + 1}&${small}`.replace('&seed=3&', '&');
    try { run('train', pairs); } catch { continue; }
    trainings.push(['train', pairs]);
    break;
  }
}

for (const [command, pairs] of [...trainings, ...others]) {
  const last = JSON.parse(run(command, pairs).trim().split('\n').at(-1));
  process.stdout.write(`${command}\t${pairs}\t${last.weights_hash ?? last.hash}\n`);
}
