// Where a long text is typed (Host::placeField): an element of the page's own over the place that C++ has for it. With it come the keyboard of
// a phone, dead keys, a caret and the clipboard. Linked in with --pre-js, as bridge.js.

var unrollField = (function () {
  'use strict';
  var area = null;
  var hasKeys = false;  // C++ has its focus there

  function make() {
    var canvas = document.getElementById('canvas');
    area = document.createElement('textarea');
    area.id = 'field';
    area.hidden = true;
    area.spellcheck = false;
    area.setAttribute('autocomplete', 'off');
    area.style.cssText = 'position:absolute;box-sizing:border-box;margin:0;resize:none;border:1.5px solid;border-radius:8px;outline:none;line-height:1.45';
    area.addEventListener('input', function () {
      var bytes = lengthBytesUTF8(area.value) + 1;
      stringToUTF8(area.value, _unroll_buffer(bytes), bytes);
      _unroll_typed();
      unrollBridge.wake();
    });
    area.addEventListener('focus', function () { _unroll_field_focused(); unrollBridge.wake(); });
    // Tab goes on to the program's next control, Escape to the stage.
    area.addEventListener('keydown', function (event) {
      if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        unrollBridge.focusSilently();
        _unroll_walk(event.shiftKey ? 1 : 0);
        unrollBridge.wake();
      } else if (event.key === 'Escape') {
        canvas.focus();
      }
    });
    document.getElementById('lab').after(area);  // outside of it: its keys are its own
  }

  function place(look) {
    if (!area && !look.rect) return;
    if (!area) make();
    var hadKeys = document.activeElement === area;
    if (area.hidden === Boolean(look.rect)) area.hidden = !look.rect;
    if (!look.rect) {
      hasKeys = false;
      if (hadKeys) unrollBridge.focusSilently();
      return;
    }
    ['left', 'top', 'width', 'height'].forEach(function (side, i) { area.style[side] = look.rect[i] + 'px'; });
    area.setAttribute('aria-label', look.label);
    area.style.font = look.font + 'px Inter, system-ui, sans-serif';
    area.style.lineHeight = '1.45';
    area.style.padding = look.padding + 'px';
    area.style.color = look.ink;
    area.style.background = look.ground;
    area.style.borderColor = look.focus ? look.strong : look.line;
    if (look.focus && !hasKeys && !hadKeys) area.focus({ preventScroll: true });
    hasKeys = look.focus;
  }

  return {
    place: place,
    fill: function (text) { if (area && area.value !== text) area.value = text; }
  };
})();
