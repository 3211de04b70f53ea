// Between the browser and platform/browser.cpp: frames, focus, keys that leave the canvas, the hash, and window.unroll.
// Linked in with --pre-js, so it shares the scope of Emscripten's own functions (UTF8ToString, _unroll_frame…).

var unrollBridge = (function () {
  'use strict';
  var canvas = Module['canvas'] = document.getElementById('canvas');  // where Emscripten looks for it
  var frame = 0;          // of requestAnimationFrame, 0: none is asked for
  var timer = 0;
  var running = false;
  var lost = false;       // the browser has taken the graphics context
  var pointerFocus = false;
  var listeners = {};
  var pendingLoads = [];
  var writtenHash = null;
  var resolveReady;
  var size = { width: 0, height: 0, pixelWidth: 0, pixelHeight: 0, ratio: 1 };

  // ── Frames: only while something moves and the page is seen ──

  function wake() {
    if (!running || frame || lost || document.hidden) return;
    clearTimeout(timer);
    timer = 0;
    frame = requestAnimationFrame(tick);
  }

  function tick() {
    frame = 0;
    draw();
  }

  function draw() {
    measure();
    var after = _unroll_frame(size.width, size.height, size.pixelWidth, size.pixelHeight, size.ratio);
    if (after === 0) {
      wake();
      gap.port2.postMessage(0);
    }
    else if (after > 0) timer = setTimeout(wake, after);
  }

  // Where the graphics are slower than the display, training goes on between two frames.
  var gap = new MessageChannel();
  gap.port1.onmessage = function () {
    if (frame && _unroll_work_between_frames()) gap.port2.postMessage(0);
  };

  function measure() {
    var ratio = window.devicePixelRatio || 1;
    var width = canvas.clientWidth, height = canvas.clientHeight;
    if (width !== size.width || height !== size.height || ratio !== size.ratio) {
      size = { width: width, height: height, ratio: ratio, pixelWidth: Math.round(width * ratio), pixelHeight: Math.round(height * ratio) };
    }
  }

  // ── Strings to C++ ──

  function withText(text, call) {
    var bytes = lengthBytesUTF8(text) + 1;
    var place = _unroll_buffer(bytes);
    stringToUTF8(text, place, bytes);
    return call();
  }

  // ── Keyboard: the canvas' own keys go to SDL, everything else stays with the browser ──

  var scrollKeys = [' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'Backspace'];

  function keyDown(event) {
    if (event.target !== canvas) return;
    wake();
    var command = event.ctrlKey || event.metaKey;
    if (event.key === 'Tab' && !command && !event.altKey) {
      if (_unroll_walk(event.shiftKey ? 1 : 0)) event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (command && !event.altKey && /^[zy]$/i.test(event.key)) {
      _unroll_history(event.shiftKey || /^y$/i.test(event.key) ? 1 : 0);
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (command || event.altKey || /^F\d+$/.test(event.key)) {
      event.stopImmediatePropagation();  // SDL would swallow what belongs to the browser
      return;
    }
    if (scrollKeys.indexOf(event.key) >= 0) event.preventDefault();
  }

  // Without the ring that shows a keyboard user where the focus is.
  function focusSilently() {
    pointerFocus = true;
    canvas.focus({ preventScroll: true });
    pointerFocus = false;
  }

  function listen() {
    window.addEventListener('keydown', keyDown, true);
    ['pointermove', 'pointerdown', 'pointerup', 'pointerleave', 'pointercancel', 'wheel', 'keyup', 'touchstart', 'touchmove', 'touchend'].forEach(function (name) {
      canvas.addEventListener(name, wake, { passive: true });
    });
    window.addEventListener('pointerup', wake, { passive: true });
    canvas.addEventListener('pointerdown', function () {
      focusSilently();
      _unroll_take_wheel(1);
    });
    canvas.addEventListener('contextmenu', function (event) { event.preventDefault(); });
    canvas.addEventListener('focus', function () { _unroll_focus(pointerFocus ? 1 : 2); wake(); });
    canvas.addEventListener('blur', function () { _unroll_focus(0); _unroll_take_wheel(0); wake(); });
    window.addEventListener('resize', wake);
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('hashchange', function () {
      var text = location.hash.slice(1);
      if (text !== writtenHash) load(text).catch(function () {});
    });
    if (window.ResizeObserver) new ResizeObserver(wake).observe(canvas);
    ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].forEach(function (query) {
      window.matchMedia(query).addEventListener('change', tellSurroundings);
    });
    watchPixelRatio();
    canvas.addEventListener('webglcontextlost', function (event) { event.preventDefault(); lost = true; });
    canvas.addEventListener('webglcontextrestored', function () { lost = false; _unroll_restore_graphics(); wake(); });
    window.addEventListener('message', onMessage);
    listenToDrops();
  }

  function watchPixelRatio() {
    window.matchMedia('(resolution: ' + window.devicePixelRatio + 'dppx)').addEventListener('change', function () {
      wake();
      watchPixelRatio();
    }, { once: true });
  }

  function tellSurroundings() {
    var german = /^de\b/i.test(navigator.language || '');
    _unroll_surroundings(german ? 1 : 0, window.matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0, window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 0);
    wake();
  }

  // ── window.unroll ──

  function state() { return JSON.parse(UTF8ToString(_unroll_state())); }

  function textOf(experiment) {
    if (typeof experiment === 'string') return experiment.replace(/^#/, '');
    return Object.keys(experiment).map(function (key) { return key + '=' + encodeURIComponent(experiment[key]); }).join('&');
  }

  function load(experiment) {
    return new Promise(function (resolve, reject) {
      var error = withText(textOf(experiment), function () { return UTF8ToString(_unroll_load()); });
      wake();
      if (error) reject(new Error(error));
      else pendingLoads.push(resolve);
    });
  }

  // ── Model files ──

  function saveModel() {
    var place = _unroll_model();
    return HEAPU8.slice(place, place + _unroll_model_size());
  }

  var largestModelFile = 256 << 20;

  // Takes a File, an ArrayBuffer or a Uint8Array. What is wrong with it is the error, and the running model stays.
  function loadModel(file) {
    var size = file.size === undefined ? file.byteLength : file.size;
    var tooLarge = size > largestModelFile;
    var whole = tooLarge ? Promise.resolve(new ArrayBuffer(0)) : file.arrayBuffer ? file.arrayBuffer() : Promise.resolve(file);
    return whole.then(function (data) {
      var bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      var place = _unroll_buffer(bytes.length);  // first: the memory may grow
      HEAPU8.set(bytes, place);
      var error = UTF8ToString(_unroll_load_model(tooLarge ? 1 : 0));
      wake();
      if (error) throw new Error(error);
      return state();
    });
  }

  function chooseFile() {
    var input = document.createElement('input');
    input.type = 'file';
    input.onchange = function () {
      if (input.files[0]) loadModel(input.files[0]).catch(function () {});
      canvas.focus();
    };
    input.click();
  }

  function saveFile(name, bytes) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function listenToDrops() {
    window.addEventListener('dragover', function (event) { event.preventDefault(); });
    window.addEventListener('drop', function (event) {
      event.preventDefault();
      var file = event.dataTransfer && event.dataTransfer.files[0];
      if (file) loadModel(file).catch(function () {});
    });
  }

  // A PNG of the stage as a data URL.
  function snapshot() {
    measure();
    _unroll_frame(size.width, size.height, size.pixelWidth, size.pixelHeight, size.ratio);
    var now = state();
    var scale = now.pixelsPerUnit;
    var x = Math.round(now.stage[0] * scale), y = Math.round(now.stage[1] * scale);
    var width = Math.round(now.stage[2] * scale), height = Math.round(now.stage[3] * scale);
    var picture = document.createElement('canvas');
    picture.width = width;
    picture.height = height;
    picture.getContext('2d').drawImage(canvas, x, y, width, height, 0, 0, width, height);
    wake();
    return picture.toDataURL('image/png');
  }

  function on(event, listener) {
    (listeners[event] = listeners[event] || []).push(listener);
    return function () { listeners[event] = listeners[event].filter(function (each) { return each !== listener; }); };
  }

  function act(call) {
    return function (n) { call(n); wake(); };
  }

  var api = {
    ready: new Promise(function (resolve) { resolveReady = resolve; }),  // the page is drawn and its link's updates are done
    state: state,
    load: load,
    play: act(function () { _unroll_play(1); }),
    pause: act(function () { _unroll_play(0); }),
    step: act(function (n) { _unroll_step(n === undefined ? 1 : n); }),
    snapshot: snapshot,
    saveModel: saveModel,   // a Uint8Array
    loadModel: loadModel,
    on: on                  // load, change, update, done, pause, diverged, learned → {update}; returns a function that ends it
  };

  // postMessage({unroll: {load: "task=xor", play: true, id: 7}}): each property is a call; the answers come back with the same id.
  function onMessage(event) {
    var asked = event.data && event.data.unroll;
    if (!asked || typeof asked !== 'object' || asked.event || asked.key) return;
    Object.keys(asked).forEach(function (name) {
      if (name === 'id' || name === 'ready' || typeof api[name] !== 'function') return;
      var answer = function (value) {
        var reply = { id: asked.id };
        reply[name] = value === undefined ? true : value;
        if (event.source) event.source.postMessage({ unroll: reply }, '*');
      };
      if (name === 'on') on(asked.on, function (detail) { answer({ event: asked.on, detail: detail }); });
      else Promise.resolve(api[name](asked[name] === true ? undefined : asked[name])).then(function (value) { answer(name === 'load' ? value.experiment : value); }, function (error) { answer({ error: error.message }); });
    });
  }

  function emit(name, detail) {
    if (name === 'language') document.documentElement.lang = detail;
    if (name === 'load') {
      var now = state();
      pendingLoads.splice(0).forEach(function (resolve) { resolve(now); });
      resolveReady(api);
      if (window.parent !== window) window.parent.postMessage({ unroll: { event: 'ready' } }, '*');
    }
    (listeners[name] || []).slice().forEach(function (listener) { listener(detail); });
  }

  // ── What C++ asks for ──

  function showLink(text) {
    var field = document.getElementById('link');
    field.value = text;
    field.hidden = false;
    field.focus();
    field.select();
    field.onblur = function () { field.hidden = true; };
    field.onkeydown = function (event) { if (event.key === 'Escape' || event.key === 'Enter') canvas.focus(); };
  }

  // ImGui's back end saves and restores the state of the context around each frame. In a browser each such question waits for the GPU
  // process, 30 ms and more; but nobody else draws here, so the state as it was at the start will do.
  function answerFromMemory(gl) {
    var ask = gl.getParameter.bind(gl);
    var memory = {};
    gl.getParameter = function (name) { return name in memory ? memory[name] : (memory[name] = ask(name)); };
  }

  return {
    start: function () {
      answerFromMemory(GLctx);
      running = true;
      window.unroll = api;
      listen();
      tellSurroundings();
      withText(location.hash.slice(1), function () { _unroll_load(); });
      if (window.parent === window) focusSilently();
      wake();
    },
    noGraphics: function () {
      canvas.hidden = true;
      document.getElementById('no-webgl').hidden = false;
    },
    setCanvasSize: function (width, height) {
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    },
    replaceHash: function (text) {
      writtenHash = text;
      try { history.replaceState(history.state, '', '#' + text); } catch (_) { /* a sandbox without a URL of its own */ }
    },
    linkTo: function (text) { return location.href.replace(/#.*$/, '') + '#' + text; },
    copy: function (text) {
      var done = function () { _unroll_copied(); wake(); };
      if (!navigator.clipboard || !navigator.clipboard.writeText) return showLink(text);
      navigator.clipboard.writeText(text).then(done, function () { showLink(text); });
    },
    announce: function (element, words) { document.getElementById(element).textContent = words; },
    handKey: function (key) { if (window.parent !== window) window.parent.postMessage({ unroll: { key: key } }, '*'); },
    saveFile: saveFile,
    chooseFile: chooseFile,
    emit: emit
  };
})();
