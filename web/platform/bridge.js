// Between the browser and platform/browser.cpp: frames, focus, keys that leave the canvas, the hash, files.
// Linked in with --pre-js, so it shares the scope of Emscripten's own functions (UTF8ToString, _unroll_frame…). It touches the page only
// when it is called: the program may also be loaded where there is none, in a worker.

var unrollBridge = (function () {
  'use strict';
  var canvas = typeof document === 'undefined' ? null : document.getElementById('canvas');
  if (canvas) Module['canvas'] = canvas;  // where Emscripten looks for it
  var frame = 0;          // of requestAnimationFrame, 0: none is asked for
  var timer = 0;
  var running = false;
  var lost = false;       // the browser has taken the graphics context
  var pointerFocus = false;
  var writtenHash = null;
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
    var after = drawFrame();
    if (after === 0) {
      wake();
      gap.port2.postMessage(0);
    }
    else if (after > 0) timer = setTimeout(wake, after);
  }

  // Draws, then tells what has happened: nothing from outside is called while C++ is at work.
  function drawFrame() {
    measure();
    var after = guarded(function () { return _unroll_frame(size.width, size.height, size.pixelWidth, size.pixelHeight, size.ratio); });
    unrollApi.afterFrame();
    return after;
  }

  function guarded(call) {
    try {
      return call();
    } catch (error) {
      stop(error);
      throw error;
    }
  }

  // Where the graphics are slower than the display, training goes on between two frames.
  var gap = new MessageChannel();
  gap.port1.onmessage = function () {
    if (running && frame && guarded(_unroll_work_between_frames)) gap.port2.postMessage(0);
  };

  function measure() {
    var ratio = window.devicePixelRatio || 1;
    var width = canvas.clientWidth, height = canvas.clientHeight;
    if (width !== size.width || height !== size.height || ratio !== size.ratio) {
      size = { width: width, height: height, ratio: ratio, pixelWidth: Math.round(width * ratio), pixelHeight: Math.round(height * ratio) };
    }
  }

  // ── Keyboard: the canvas' own keys go to SDL, everything else stays with the browser ──

  var scrollKeys = [' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'Backspace'];

  function isFramed() { return window.parent !== window; }

  function handKey(key) {
    if (!isFramed()) return;
    window.parent.postMessage({ unroll: { key: key } }, '*');
  }

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
      if (text !== writtenHash) unrollApi.load(text).catch(function () {});
    });
    if (window.ResizeObserver) new ResizeObserver(wake).observe(canvas);
    ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'].forEach(function (query) {
      window.matchMedia(query).addEventListener('change', tellSurroundings);
    });
    watchPixelRatio();
    canvas.addEventListener('webglcontextlost', function (event) { event.preventDefault(); lost = true; });
    canvas.addEventListener('webglcontextrestored', function () { lost = false; _unroll_restore_graphics(); wake(); });
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

  // ── Model files ──

  function chooseFile() {
    var input = document.createElement('input');
    input.type = 'file';
    input.onchange = function () {
      if (input.files[0]) unrollApi.loadModel(input.files[0]).catch(function () {});
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
      if (file) unrollApi.loadModel(file).catch(function () {});
    });
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

  function stop(reason) {
    running = false;
    unrollApi.stop('the program has stopped: ' + (reason && reason.message || reason));
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
      listen();
      tellSurroundings();
      unrollApi.start();
      if (!isFramed()) focusSilently();
      wake();
    },
    wake: wake,
    // One frame at once; returns why there can't be one, or an empty string.
    frame: function () {
      if (lost) return 'the browser has taken the graphics away';
      if (!canvas.clientWidth || !canvas.clientHeight) return 'the page has no size: nothing is drawn';
      drawFrame();
      return '';
    },
    stop: stop,
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
    handKey: handKey,
    saveFile: saveFile,
    chooseFile: chooseFile,
    emit: function (name, detail) {
      if (name === 'language') document.documentElement.lang = detail;
      unrollApi.emit(name, detail);
    }
  };
})();
