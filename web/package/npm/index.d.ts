/** `import 'unroll-lab'` defines the element `<unroll-lab>`. Under Node.js it defines nothing, and `UnrollLab` is undefined. */

export type LabEvent = 'load' | 'change' | 'update' | 'done' | 'pause' | 'diverged' | 'learned' | 'language';

export interface UnrollLabElement extends HTMLElement {
  /** With the element, when its experiment was drawn for the first time and its link's updates are done. */
  readonly ready: Promise<UnrollLabElement>;
  /** The experiment as it stands, as the text of a link. */
  readonly link: string;
  readonly isAwake: boolean;
  readonly hasPicture: boolean;
  state(): Promise<Record<string, unknown>>;
  load(experiment: string | Record<string, unknown>): Promise<Record<string, unknown>>;
  play(): Promise<void>;
  pause(): Promise<void>;
  step(n?: number): Promise<void>;
  /** A PNG of the stage as a data URL. */
  snapshot(): Promise<string>;
  saveModel(): Promise<Uint8Array>;
  loadModel(file: Uint8Array | ArrayBuffer | Blob): Promise<Record<string, unknown>>;
  /** Kept with a function that ends it. */
  on(event: LabEvent, listener: (detail: unknown) => void): Promise<() => void>;
  /** Where the program's page is: `site/index.html` of this package, on a server. Needed wherever a bundler moves this file. */
  src: string | null;
  still: string | null;
  scene: string | null;
  task: string | null;
  cell: string | null;
  hiddenSize: string | null;
  seqLen: string | null;
  updates: string | null;
  seed: string | null;
}

export declare const UnrollLab: (new () => UnrollLabElement) | undefined;

declare global {
  interface HTMLElementTagNameMap {
    'unroll-lab': UnrollLabElement;
  }
}
