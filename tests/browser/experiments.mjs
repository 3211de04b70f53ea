// Experiments whose weights have to be the same to the last bit natively and in every browser.
import assert from 'node:assert/strict';
import { names, trainNatively } from './page.mjs';

export const configurations = [
  'task=adding&hiddenSize=32&updates=200',
  'task=xor&hiddenSize=8&activation=sigmoid&optimizer=momentum&learningRate=0.05&seed=7&updates=200',
  'task=echo&delay=4&hiddenSize=12&activation=relu&init=he&optimizer=sgd&clipNorm=1&seed=18446744073709551615&updates=200',
  'task=sine&tying=untied&hiddenSize=6&seqLen=12&updates=200&edits=50:learningRate=0.01,120:rnn.weight_hh_l0@0003[1][2]=0.5',
];

const small = 'hiddenSize=6&seqLen=8&batchSize=4&updates=200';
const others = [
  'cell=gru&layers=3&bidirectional=true&initialState=learned', 'cell=lstm&peepholes=true&forgetBias=1&init=orthogonal', 'cell=jordan&layers=2&initialState=learned',
  'gradient=rtrl', 'truncate=4&truncateEvery=2&schedule=cosine&scheduleEvery=90', 'task=sine&cell=reservoir&readout=ridge&init=spectral&initScale=0.9',
  'task=echo&loss=bce&schedule=plateau&scheduleEvery=20', 'clipValue=0.01&schedule=step&scheduleEvery=50&init=identity',
].map((text) => `${text}&${small}`);

// Every cell with every optimizer, and every other way to train: [name, experiments]. With weight decay, or Adam and AdamW would be
// the same.
export const matrix = [...names('cells').map((cell) => [
  cell, names('optimizers').map((optimizer) => `task=adding&cell=${cell}&optimizer=${optimizer}&hiddenSize=6&seqLen=8&batchSize=4&weightDecay=0.01&updates=200`),
]), ['other ways to train', others]];

// `page` is Playwright's or Puppeteer's. All experiments have 200 updates, and no two of them the same result.
export async function sameAsNatively(page, experiments) {
  const hashes = new Set();
  for (const experiment of experiments) {
    const native = trainNatively(experiment);
    const now = await page.evaluate((text) => window.unroll.load(text).then(({ update, weights_hash, metric }) => ({ update, weights_hash, metric })), `scene=training&${experiment}`);
    assert.deepEqual(now, { update: 200, weights_hash: native.weights_hash, metric: native.metric }, experiment);
    hashes.add(now.weights_hash);
  }
  assert.equal(hashes.size, experiments.length);
}
