/** Unroll's engine without a page. The same experiment has the same weights, to the last bit, in every browser, under Node.js and natively. */

/** The version of this package. */
export declare const version: string;

/**
 * An experiment: the text of a link (`task=adding&cell=lstm&seqLen=20&updates=500`), a whole link, or an object of its keys. All keys stand
 * in the README of Unroll, and `unroll list keys` explains them.
 */
export type Experiment = string | Readonly<Record<string, string | number | boolean>>;

export interface Progress {
  /** The experiment as it stands, the text of a link. */
  experiment: string;
  /** Updates done, and to be done. */
  update: number;
  updates: number;
  /** Of the last training batch; null: not finite, or there was none yet. */
  loss: number | null;
  /** On fresh sequences: the task's own, a mean squared error or a share of right answers; null: not finite. */
  metric: number | null;
  /** The same on the training set, where the experiment has one (`trainingSet`). */
  trainingMetric?: number | null;
  learned: boolean;
  /** The first update at whose evaluation the task was learned (or `stopAt` was met); null: never. */
  learnedAt: number | null;
  /** The first number that wasn't finite: the update that failed, and where; null: there is none. */
  diverged: { update: number; where: 'hiddenState' | 'loss' | 'gradient' | 'weights'; step?: number } | null;
  /** 16 hex digits over all weights, as `unroll train` prints them. */
  weightsHash: string;
}

export interface Trained extends Progress {
  /** The model file (safetensors, PyTorch's names and shapes): for `predict`, for `from`, for the page and for other programs. */
  model: Uint8Array;
}

export interface TrainOptions {
  /** At every evaluation, every hundredth update or more rarely. An error that it throws ends the training. */
  onProgress?: (progress: Progress) => void;
  /** Ends the training within about 40 ms; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Own data of at most 1 MB, for `task=text`, `series` or `rows`: a text or the bytes of a file. */
  data?: string | Uint8Array | ArrayBuffer;
  /** A model file to go on from, to the same bits as if training had never ended. The experiment may then say `updates` and live settings. */
  from?: Uint8Array | ArrayBuffer;
}

/**
 * Trains a net for the experiment's `updates` (1,000 where it doesn't say so). It takes turns with what else runs in the thread; what must
 * not be disturbed at all calls it in a worker. Rejected where the experiment isn't one: the error says which key, and what is allowed.
 */
export declare function train(experiment: Experiment, options?: TrainOptions): Promise<Trained>;

export interface ScoreOptions {
  /** 1…1000; that of its training where it isn't said. */
  seqLen?: number;
  /** 1…1,000,000; 1,000 where it isn't said. */
  sequences?: number;
  /** That of its training where it isn't said. */
  seed?: number | bigint | string;
}

export interface Score {
  experiment: string;
  seqLen: number;
  sequences: number;
  metric: number | null;
  loss: number | null;
}

/** Numbers by [step][input], in the units of own data where there are any; a step may be a symbol's name, where inputs stand for symbols. */
export type Sequence = ReadonlyArray<ReadonlyArray<number> | string>;

export interface Answers {
  /** Of the outputs. */
  names: string[];
  /** By [sequence][step][output]; of classes their probabilities. */
  answers: number[][][];
  /** Of classes the likeliest, by [sequence][step]. */
  likeliest?: string[][];
  /** The same as `unroll predict` prints it. */
  csv: string;
}

/** What a net scores on fresh sequences. Its weights must be tied. */
export declare function predict(model: Uint8Array | ArrayBuffer, options?: ScoreOptions): Promise<Score>;
/** What it answers: to one sequence, to several, or to those of a CSV. */
export declare function predict(model: Uint8Array | ArrayBuffer, inputs: Sequence | ReadonlyArray<Sequence> | string): Promise<Answers>;
