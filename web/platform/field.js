// Where something is typed (Host::placeField): an element of the page's own over the place that C++ has for it, an input or for several
// lines a textarea. With it come the keyboard of a phone, input methods, dead keys, a caret and the clipboard. Linked in with --pre-js, as
// bridge.js.

var unrollField = (function () {
  'use strict';
  var ENTER = 0, ESCAPE = 1;  // unroll_field_key
  var fields = {};      // by their tags
  var field = null;     // the one that is in use
  var hasKeys = false;  // C++ has its focus there
  var awaited = false;  // a finger has been lifted: the field has the keyboard, but C++ has not said yet what was pressed

  function make(tag) {
    var isLine = tag === 'input', made = fields[tag] = document.createElement(tag);
    made.id = isLine ? 'line' : 'field';
    made.hidden = true;
    made.spellcheck = false;
    ['autocomplete', 'autocapitalize', 'autocorrect'].forEach(function (name) { made.setAttribute(name, 'off'); });
    if (isLine) made.enterKeyHint = 'done';
    made.style.cssText = 'position:absolute;box-sizing:border-box;margin:0;resize:none;border:1.5px solid;outline:none;border-radius:' + (isLine ? 6 : 8) + 'px';
    // What an input method is still composing is not typed yet.
    made.addEventListener('input', function (event) { if (!event.isComposing) tell(); });
    made.addEventListener('compositionend', tell);
    made.addEventListener('focus', function () {
      if (!awaited) _unroll_field_focused();
      unrollBridge.wake();
    });
    made.addEventListener('keydown', function (event) {
      if (!event.isComposing && event.keyCode !== 229) keyDown(event, isLine);  // 229: an input method has it
    });
    // A phone's own button that closes the keyboard; some have no Enter among their digits. Where a press has taken it, the canvas has it.
    if (isLine) made.addEventListener('blur', function () {
      setTimeout(function () {
        if (document.activeElement === document.body && document.hasFocus() && hasKeys && !awaited) giveBack(ENTER);
      });
    });
    document.getElementById('lab').after(made);  // outside of it: its keys are its own
    return made;
  }

  function tell() {
    if (awaited) return;
    var bytes = lengthBytesUTF8(field.value) + 1;
    stringToUTF8(field.value, _unroll_buffer(bytes), bytes);
    _unroll_typed();
    unrollBridge.wake();
  }

  // Tab goes on to the program's next control; of several lines Escape leads to the stage.
  function keyDown(event, isLine) {
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      giveBack();
      _unroll_walk(event.shiftKey ? 1 : 0);
    } else if (isLine && (event.key === 'Enter' || event.key === 'Escape')) {
      event.preventDefault();
      giveBack(event.key === 'Enter' ? ENTER : ESCAPE);
    } else if (event.key === 'Escape') {
      document.getElementById('canvas').focus();
    }
  }

  function giveBack(key) {
    hasKeys = false;
    unrollBridge.focusSilently();
    if (key !== undefined) _unroll_field_key(key);
    unrollBridge.wake();
  }

  // Browsers let the keyboard of a phone come up within the gesture alone, before C++ has seen it. Until that has, the field is not.
  function lifted(x, y) {
    var keyboard = _unroll_await_field(x, y);
    if (!keyboard) return;
    use('input');
    awaited = true;
    hasKeys = false;
    field.value = '';
    field.inputMode = keyboard === 1 ? 'text' : 'decimal';
    ['left', 'top', 'width', 'height'].forEach(function (side, i) { field.style[side] = [x - 22, y - 12, 44, 24][i] + 'px'; });
    field.style.font = '16px Inter, system-ui, sans-serif';
    field.style.opacity = 0;
    field.hidden = false;
    field.focus({ preventScroll: true });
  }

  function use(tag) {
    var before = field;
    field = fields[tag] || make(tag);
    if (before && before !== field) before.hidden = true;
  }

  function put() {
    if (!field) return;
    var hadKeys = document.activeElement === field;
    hasKeys = awaited = false;
    if (hadKeys) unrollBridge.focusSilently();
    field.hidden = true;
  }

  function place(look) {
    if (!look.rect) return put();
    use(look.mode ? 'input' : 'textarea');
    awaited = false;
    var hadKeys = document.activeElement === field;
    var style = field.style;
    ['left', 'top', 'width', 'height'].forEach(function (side, i) { style[side] = look.rect[i] + 'px'; });
    field.setAttribute('aria-label', look.label);
    if (look.mode) {
      if (field.inputMode !== look.mode) field.inputMode = look.mode;
      style.textAlign = look.align;
    }
    style.font = (look.mode ? '600 ' : '') + look.font + 'px Inter, system-ui, sans-serif';
    if (!look.mode) style.lineHeight = '1.45';
    style.padding = look.mode ? '0 ' + look.padding + 'px' : look.padding + 'px';
    style.clipPath = look.hidden ? 'inset(' + look.hidden.join('px ') + 'px)' : '';
    style.opacity = '';
    style.color = look.ink;
    style.background = look.ground;
    style.borderColor = look.focus ? look.strong : look.line;
    field.hidden = false;
    if (look.focus && !hasKeys && !hadKeys) field.focus({ preventScroll: true });
    hasKeys = look.focus;
  }

  function fill(text, marked) {
    if (field.value !== text) {
      var behind = field.value.length - field.selectionEnd;  // where the caret is, seen from the end
      field.value = text;
      if (document.activeElement === field) field.setSelectionRange(Math.max(0, text.length - behind), Math.max(0, text.length - behind));
    }
    if (marked) field.select();
  }

  // A tap: a finger alone, lifted where it came down.
  function listen(canvas) {
    var from = null, reach = 6;
    canvas.addEventListener('touchstart', function (event) { from = event.touches.length === 1 ? event.touches[0] : null; }, { passive: true });
    canvas.addEventListener('touchend', function (event) {
      var to = event.changedTouches[0], box = canvas.getBoundingClientRect();
      if (from && Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) <= reach) lifted(to.clientX - box.left, to.clientY - box.top);
      from = null;
    }, { passive: true });
  }

  return { listen: listen, place: place, fill: fill };
})();
