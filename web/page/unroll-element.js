// <unroll-lab scene="hopfield" embed></unroll-lab>: an experiment in any page. Its attributes are the keys of a link, its methods and events
// those of window.unroll, each method with a promise. It holds a frame with the page of the program, index.html beside this file or what
// `src` names, and talks to it by postMessage. The frame is there only while the element is in view: a browser gives a page some 16
// graphics contexts, and a deck may hold 40 experiments. Meanwhile a still picture stands in its place, and the link is kept.
(function () {
  'use strict';
  if (customElements.get('unroll-lab')) return;

  const mostAwake = 8;       // frames at once in one window; other pages of the browser want contexts too
  const watchEvery = 250;    // ms: whether what lies in the window is hidden (a deck puts slides upon each other)
  const stillAfter = 800;    // ms of rest until a picture is taken
  const restBefore = 500;    // ms: a deck for print moves its slides into pages
  const showAfter = 1500;    // ms: the frame is seen from when it is ready, or from then on
  const patience = 4000;     // ms for a frame that is to go, to say how it stands
  const gone = 'the experiment has left the page';
  const events = ['load', 'change', 'update', 'done', 'pause', 'diverged', 'learned', 'language', 'task'];

  // HTML writes attributes in small letters. Every key of a link with a capital in it (a test walks through the program's own list).
  const capitals = ('batchSize bitSteps bitWeight breakBy breakUnit breakWeight clipNorm clipValue differAt differBy disturbanceAt foldBack forgetBias goOn ' +
    'hiddenSize initScale initialState inputScale learningRate lossAt scheduleEvery scheduleFactor selfConnections seqLen stopAt trainingSet truncateEvery ' +
    'wallB wallClip wallOptimizer wallRate wallSteps wallW wallWalk weightDecay').split(' ');
  const keyOf = new Map(capitals.map((key) => [key.toLowerCase(), key]));
  // What HTML and this element mean by a name themselves; so does everything with a dash or a colon in it.
  const notKeys = new Set(('src link still accesskey autocapitalize autofocus class contenteditable dir draggable enterkeyhint exportparts hidden id inert is ' +
    'nonce part popover role slot spellcheck style tabindex title translate').split(' '));

  const ownFile = (() => {
    const script = document.currentScript || Array.from(document.scripts).find((each) => /unroll-element\.js(\?|$)/.test(each.src));
    return script && script.src || document.baseURI;
  })();
  const program = () => new URL(location.protocol === 'file:' ? 'unroll.html' : 'index.html', ownFile).href;

  // A deck that is laid out for printing (reveal.js) shows all of its slides at once, and none of them is touched.
  const isForPrint = /[?&](print-pdf|view=print)\b/i.test(location.search);

  const styles = `
    :host { display: block; width: 100%; position: relative; overflow: hidden; aspect-ratio: 16 / 9; min-width: 0; }
    :host([hidden]) { display: none; }
    .box { all: initial; visibility: inherit; display: block; position: absolute; inset: 0; font: 15px/1.4 Inter, system-ui, sans-serif; color: #1b1b1f; background: #fff; }
    .dark { color: #f2f3f5; background: #16181c; }
    .still { position: absolute; object-fit: contain; }
    .still:not([src]) { display: none; }
    .words { position: absolute; inset: 0; margin: auto; height: max-content; padding: 1em; text-align: center; overflow-wrap: anywhere; }
    .still[src] ~ .words { display: none; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; color-scheme: normal; opacity: 0; }
    iframe.ready { opacity: 1; }
    @media print { iframe, iframe.ready { display: none; } }`;

  const elements = new Set();  // in the document
  const awake = new Set();     // with a frame

  // Places go to those that were clicked or called last, then to those that have one. One that has to go is asked how it stands, and its place is free when it has said so.
  const chosen = () => Array.from(elements).filter((each) => each.wantsFrame()).sort((a, b) => b.lookedAt - a.lookedAt || awake.has(b) - awake.has(a)).slice(0, mostAwake);

  function share() {
    const wanting = chosen();
    for (const each of Array.from(awake)) if (!wanting.includes(each)) each.fallAsleep();
    for (const each of wanting) if (!awake.has(each) && awake.size < mostAwake) each.wake();
  }

  // In the window, and not hidden by what it lies in.
  const inWindow = new Set();
  let watching = 0;

  function isHidden(element) {
    if (element.checkVisibility) return !element.checkVisibility({ visibilityProperty: true, opacityProperty: true, checkVisibilityCSS: true, checkOpacity: true });
    return getComputedStyle(element).visibility !== 'visible';
  }

  function watch() {
    let changed = false;
    for (const each of elements) {
      const seen = inWindow.has(each) && !isHidden(each);
      if (seen === each.isSeen) continue;
      each.isSeen = seen;
      changed = true;
    }
    if (changed) share();
    if (inWindow.size > 0 && !watching) {
      watching = setInterval(watch, watchEvery);
    } else if (inWindow.size === 0) {
      clearInterval(watching);
      watching = 0;
    }
  }

  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) inWindow.add(entry.target);
      else inWindow.delete(entry.target);
    }
    watch();
  }, { rootMargin: '10% 0px' });

  window.addEventListener('message', (event) => {
    for (const each of awake) if (each.hear(event)) return;
  });

  // reveal.js and its like ask for the key's number.
  const keyNumbers = { PageUp: 33, PageDown: 34, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };

  const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';
  const own = (object, name) => (Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined);

  class UnrollLab extends HTMLElement {
    isSeen = false;
    lookedAt = 0;
    #box; #still; #words;
    #frame = null;
    #isReady = false;       // the frame has said so
    #isLeaving = false;
    #link = null;           // as the frame last said it; null: as the attributes say
    #state = null;          // the last one that is known
    #model = null;          // a file of what a link can't say: data of somebody's own
    #plays = false;         // it did when it left
    #saidByAttributes = null;
    #asked = new Map();     // by id: {resolve, reject}
    #listensTo = new Map();  // event by the id that it was asked for with
    #lastId = 0;
    #restsAt = 0;           // ms: until then it may still be moved
    #calls = 0;             // that are under way: they keep the frame, seen or not
    #stillTimer = 0;
    #whenReady = [];
    #ready;                 // {promise, resolve}
    #attributes = new MutationObserver(() => this.#attributesChanged());

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      try {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(styles);
        root.adoptedStyleSheets = [sheet];
      } catch (_) {
        root.appendChild(document.createElement('style')).textContent = styles;
      }
      this.#box = root.appendChild(document.createElement('div'));
      this.#box.className = 'box';
      this.#still = this.#box.appendChild(document.createElement('img'));
      this.#still.className = 'still';
      this.#words = this.#box.appendChild(document.createElement('div'));
      this.#words.className = 'words';
      this.#box.addEventListener('click', () => {  // one that waits for a place
        this.lookedAt = performance.now();
        share();
      });
      this.#ready = {};
      this.#ready.promise = new Promise((resolve) => { this.#ready.resolve = resolve; });
    }

    // ── Its life ──

    connectedCallback() {
      elements.add(this);
      observer.observe(this);
      this.#attributes.observe(this, { attributes: true });
      if (this.#saidByAttributes !== null) this.#attributesChanged();
      this.#saidByAttributes = this.#linkOfAttributes();
      this.#describe();
      if (isForPrint) {
        this.#restsAt = performance.now() + restBefore;
        setTimeout(share, restBefore + 1);
      }
    }

    // It may only be moved, but a frame doesn't survive even that.
    disconnectedCallback() {
      elements.delete(this);
      inWindow.delete(this);
      observer.unobserve(this);
      this.#attributes.disconnect();
      this.isSeen = false;
      this.#takeFrameAway();
      for (const { reject } of this.#whenReady.splice(0)) reject(new Error(gone));
      share();
    }

    wantsFrame() {
      const isWanted = isForPrint ? !this.hasPicture && performance.now() >= this.#restsAt : this.isSeen;
      return this.isConnected && (isWanted || this.#calls > 0);
    }

    wake() {
      awake.add(this);
      const frame = document.createElement('iframe');
      frame.title = this.title || 'Unroll';
      frame.allow = 'clipboard-write; fullscreen';
      frame.src = this.#program + '#' + this.link;
      frame.addEventListener('load', () => setTimeout(() => frame.classList.add('ready'), showAfter));  // its updates may take long
      this.#frame = frame;
      this.#isReady = false;
      this.#box.appendChild(frame);
    }

    // Only a page: a javascript: address would run here.
    get #program() {
      const url = this.hasAttribute('src') && new URL(this.getAttribute('src'), document.baseURI);
      return url && /^(https?|file|blob):$/.test(url.protocol) ? url.href.replace(/#.*$/, '') : program();
    }

    // Paused at once; gone when it has told how it stands.
    async fallAsleep() {
      if (this.#isLeaving) return;
      this.#letKeyboardGo();
      if (!this.#isReady) {
        this.#takeFrameAway();
        return share();
      }
      this.#isLeaving = true;
      const frame = this.#frame;
      const late = new Promise((done) => setTimeout(done, patience));
      await Promise.race([late, this.#note(true)]);
      watch();
      this.#isLeaving = false;
      if (this.#frame !== frame) return;
      if (chosen().includes(this)) {  // back again
        if (this.#plays) this.#ask('play').catch(() => {});
        return;
      }
      this.#takeFrameAway();
      share();
    }

    #takeFrameAway() {
      clearTimeout(this.#stillTimer);
      if (this.#frame) this.#frame.remove();
      this.#frame = null;
      this.#isReady = false;
      awake.delete(this);
      for (const { reject } of this.#asked.values()) reject(new Error(gone));
      this.#asked.clear();
      this.#listensTo.clear();
    }

    // How it stands, and a picture of it.
    async #note(leaves) {
      const state = this.#ask('state');
      const paused = leaves ? this.#ask('pause') : null;
      const picture = this.#ask('snapshot');
      try {
        const now = await state;
        this.#take(now);
        if (leaves) {
          this.#plays = Boolean(now.playing);
          await paused;
          this.#take(await this.#ask('state'));
          this.#model = /(^|&)data=/.test(this.#link) ? await this.#ask('saveModel') : null;
        }
      } catch (_) { /* it has gone, or a second part couldn't be had: what was known last stays */ }
      const url = await picture.catch(() => null);  // a frame without a size has none
      if (typeof url === 'string' && url.startsWith('data:image/png')) this.#show(url);
    }

    #take(now) {
      if (!isObject(now)) return;
      this.#state = now;
      if (typeof now.link === 'string') this.#link = now.link;
    }

    // The picture lies where the stage lay.
    #show(url) {
      const { stage, layout } = this.#state || {};
      const whole = layout && layout.window;
      const place = stage && whole && whole[2] > 0 ? [stage[0] / whole[2], stage[1] / whole[3], stage[2] / whole[2], stage[3] / whole[3]] : [0, 0, 1, 1];
      ['left', 'top', 'width', 'height'].forEach((side, i) => { this.#still.style[side] = 100 * place[i] + '%'; });
      this.#still.src = url;
      this.#box.classList.toggle('dark', Boolean(this.#state) && this.#state.theme === 'dark');
      this.#describe();
      if (isForPrint) this.#still.decode().catch(() => {}).then(share);
    }

    #describe() {
      const still = this.getAttribute('still');
      if (still && !this.#still.hasAttribute('src')) {
        this.#still.src = still;
        ['left', 'top'].forEach((side) => { this.#still.style[side] = '0'; });
        ['width', 'height'].forEach((side) => { this.#still.style[side] = '100%'; });
      }
      const name = this.title || 'Unroll';
      this.#still.alt = this.#state && this.#state.words ? name + ': ' + this.#state.words : name;
      this.#words.textContent = name;
    }

    #attributesChanged() {
      const text = this.#linkOfAttributes();
      if (text === this.#saidByAttributes) return this.#describe();
      this.#saidByAttributes = text;
      this.#link = this.#model = null;
      if (this.#isReady) this.#frame.contentWindow.location.replace(this.#program + '#' + text);
      else if (this.#frame) {
        this.#takeFrameAway();
        share();
      } else {
        this.#still.removeAttribute('src');
        this.#describe();
      }
    }

    #linkOfAttributes() {
      const pairs = [];
      if (this.hasAttribute('link')) pairs.push(this.getAttribute('link').replace(/^[^#]*#/, ''));
      for (const { name, value } of this.attributes) {
        if (notKeys.has(name) || /[^a-z]/.test(name) || /^on./.test(name)) continue;
        pairs.push((keyOf.get(name) || name) + '=' + encodeURIComponent(value === '' ? 'true' : value));
      }
      return pairs.filter(Boolean).join('&');
    }

    // ── Messages ──

    #ask(name, argument = true) {
      const id = 'element ' + ++this.#lastId;
      const answer = new Promise((resolve, reject) => this.#asked.set(id, { name, resolve, reject }));
      const to = new URL(this.#frame.src);
      this.#frame.contentWindow.postMessage({ unroll: { [name]: argument, id } }, /^https?:$/.test(to.protocol) ? to.origin : '*');
      answer.catch(() => {});
      return answer;
    }

    // Whether the message came from this one's frame. Only what the README names is taken.
    hear(event) {
      if (!this.#frame || event.source !== this.#frame.contentWindow) return false;
      const said = event.data && event.data.unroll;
      if (!isObject(said)) return true;
      const id = own(said, 'id');
      if (own(said, 'answer') === true && this.#asked.has(id)) this.#answered(said);
      else if (own(said, 'answer') === true && this.#listensTo.has(id)) this.#happened(this.#listensTo.get(id), isObject(said.on) ? own(said.on, 'detail') : undefined);
      else if (own(said, 'event') === 'ready') this.#frameIsReady();
      else if (typeof own(said, 'key') === 'string') this.#pressed(said.key);
      return true;
    }

    #answered(said) {
      const { name, resolve, reject } = this.#asked.get(said.id);
      this.#asked.delete(said.id);
      const value = own(said, name);
      if (isObject(value) && typeof value.error === 'string' && Object.keys(value).length === 1) reject(new Error(value.error));
      else resolve(value === true ? undefined : value);
    }

    async #frameIsReady() {
      if (this.#isReady) return;
      this.#isReady = true;
      for (const event of events) {
        this.#listensTo.set('element ' + (this.#lastId + 1), event);
        this.#ask('on', event);
      }
      if (this.#model) await this.#ask('loadModel', this.#model).catch(() => {});
      if (!this.#frame) return;
      if (this.#plays && this.isSeen) this.#ask('play').catch(() => {});
      this.#plays = false;
      this.#frame.classList.add('ready');
      for (const { resolve } of this.#whenReady.splice(0)) resolve();
      const now = await this.#ask('state').catch(() => null);
      this.#take(now);
      this.#ready.resolve(this);
      this.#takeStillSoon();
      if (now) this.#happened('load', { update: now.update });
    }

    #happened(name, detail) {
      if (!this.#isReady) return;
      this.dispatchEvent(new CustomEvent(name, { detail }));
      if (name !== 'update') this.#takeStillSoon();
    }

    #takeStillSoon() {
      clearTimeout(this.#stillTimer);
      this.#stillTimer = setTimeout(() => { if (this.#isReady && !this.#isLeaving) this.#note(false); }, isForPrint ? 0 : stillAfter);
    }

    // A key that the frame has no use for is pressed here. If the page has one, as after Escape, it has the keyboard from then on.
    #pressed(key) {
      const number = own(keyNumbers, key);
      if (number === undefined && key !== 'Escape') return;
      const press = (type) => this.dispatchEvent(new KeyboardEvent(type, { key, code: key, keyCode: number, which: number, bubbles: true, composed: true, cancelable: true }));
      const isUsed = number !== undefined && !press('keydown');
      if (number !== undefined) press('keyup');
      if (isUsed || key === 'Escape') this.#letKeyboardGo();
    }

    #letKeyboardGo() {
      if (document.activeElement !== this || !this.#frame) return;
      this.#frame.blur();
      window.focus();
    }

    // ── What window.unroll has ──

    // With the element, when its experiment has been drawn for the first time and its link's updates are done.
    get ready() { return this.#ready.promise; }
    // The experiment as it stands, as the text of a link.
    get link() { return this.#link ?? this.#linkOfAttributes(); }
    get isAwake() { return this.#isReady; }
    get hasPicture() { return this.#still.hasAttribute('src'); }

    // Of one without a frame nothing changes, so what it said last holds.
    state() { return !this.#frame && this.#state ? Promise.resolve(this.#state) : this.#call('state'); }
    load(experiment) { return this.#call('load', typeof experiment === 'string' ? experiment.replace(/^#/, '') : experiment).then(() => this.#call('state')); }
    play() { return this.#call('play'); }
    pause() { return this.#call('pause'); }
    step(n = 1) { return this.#call('step', n); }
    snapshot() { return this.#call('snapshot'); }
    saveModel() { return this.#call('saveModel'); }
    loadModel(file) { return this.#call('loadModel', file); }

    on(event, listener) {
      if (!events.includes(event)) return Promise.reject(new TypeError('on: no such event: ' + String(event) + '; there are ' + events.join(', ')));
      if (typeof listener !== 'function') return Promise.reject(new TypeError('on takes a function to call, not a ' + typeof listener));
      const told = (heard) => listener(heard.detail);
      this.addEventListener(event, told);
      return Promise.resolve(() => this.removeEventListener(event, told));
    }

    async #call(name, argument) {
      if (!this.isConnected) throw new Error(name + ': the element is in no document');
      ++this.#calls;
      if (!this.#frame) this.lookedAt = performance.now();
      try {
        share();
        if (!this.#isReady) await new Promise((resolve, reject) => this.#whenReady.push({ resolve, reject }));
        return await this.#ask(name, argument);
      } finally {
        --this.#calls;
        setTimeout(share, 0);
      }
    }
  }

  // A property for every key that has no other meaning: element.hiddenSize = 8.
  for (const key of [...capitals, 'scene', 'task', 'cell', 'embed', 'hide', 'theme', 'seed', 'updates', 'layers', 'optimizer', 'story', 'fold', 'src', 'still']) {
    Object.defineProperty(UnrollLab.prototype, key, {
      get() { return this.getAttribute(key); },
      set(value) {
        if (value === null || value === undefined) this.removeAttribute(key);
        else this.setAttribute(key, String(value));
      },
      enumerable: true, configurable: true,
    });
  }

  customElements.define('unroll-lab', UnrollLab);
})();
