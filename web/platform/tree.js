// The controls of the page as HTML elements over the canvas, unseen, for a screen reader: it reads them, goes to them and works with them.
// Keys go to the program whichever element has the keyboard (bridge.js); what comes from elsewhere, a press of the reader, a value, is asked of
// the control (App::request), and its answer comes back with the next show(). Linked in with --pre-js, as bridge.js.

var unrollTree = (function () {
  'use strict';
  var PRESS = 0, STEP = 1, VALUE = 2, OPTION = 3, DRAFT = 4, TEXT = 5;  // Ui::Request::Kind
  var root = null, canvas = null, title = null;
  var parts = {}, controls = {};  // {section, heading, words}; {element, shown}
  var present = 0;                // the control that has the keyboard in the program, 0: the stage
  var moving = false;             // the focus moves because of us

  function begin() {
    canvas = document.getElementById('canvas');
    root = document.getElementById('tree');
    title = root.appendChild(document.createElement('h1'));
  }

  function request(id, kind, number, text) {
    var bytes = lengthBytesUTF8(text || '') + 1;
    stringToUTF8(text || '', _unroll_buffer(bytes), bytes);
    _unroll_request(id, kind, number);
    unrollBridge.wake();
  }

  function tagOf(c) { return c.options ? 'select' : /^(button|section|switch)$/.test(c.role) ? 'button' : 'input'; }

  function make(c) {
    var element = document.createElement(tagOf(c)), id = c.id;
    var isPicture = /^(picture|table|list)$/.test(c.role);
    element.tabIndex = -1;  // Tab is the program's
    element.name = c.key;
    if (element.tagName === 'INPUT') element.type = c.role === 'field' ? 'text' : 'range';
    if (c.role === 'switch') element.setAttribute('role', 'switch');
    if (isPicture) element.setAttribute('aria-roledescription', c.kind);
    element.addEventListener('focus', function () {
      if (moving) return;
      present = id;
      _unroll_focus_control(id);
      unrollBridge.wake();
    });
    // Enter and the space bar reach the program by themselves: the click that the browser makes of them would be a second press. It makes it
    // of keypress and of keyup, which come in tasks of their own.
    var byKey = false;
    ['keydown', 'keypress', 'keyup'].forEach(function (type) {
      element.addEventListener(type, function (event) {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        byKey = true;
        setTimeout(function () { byKey = false; });
      });
    });
    element.addEventListener('click', function () {
      if (byKey) return;
      if (element.tagName === 'BUTTON' || isPicture) request(id, PRESS, 0);
    });
    element.addEventListener('input', function () {
      if (element.type === 'text') return request(id, DRAFT, 0, element.value);
      if (element.type !== 'range') return;
      var by = element.valueAsNumber;
      if (!element.stepsAlone) return request(id, VALUE, by);
      element.value = 0;
      request(id, STEP, Math.sign(by));
    });
    element.addEventListener('change', function () {
      if (element.type === 'text') request(id, TEXT, 0, element.value);
      else if (element.tagName === 'SELECT') request(id, OPTION, element.selectedIndex);
    });
    return element;
  }

  function set(element, name, value) {
    if (value === undefined || value === '') element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }

  function fill(element, c) {
    var tag = element.tagName;
    var value = c.value === '' && tag === 'INPUT' ? '–' : c.value;
    set(element, 'aria-label', tag === 'BUTTON' && c.role === 'button' && c.value ? c.name + ', ' + c.value : c.name);
    set(element, 'aria-description', c.help);
    set(element, 'aria-disabled', c.off);
    ['left', 'top', 'width', 'height'].forEach(function (side, i) { element.style[side] = c.rect[i] + 'px'; });
    if (c.role === 'switch') set(element, 'aria-checked', c.chosen === 1);
    if (c.role === 'section') set(element, 'aria-expanded', c.chosen === 1);
    if (tag === 'SELECT') {
      var options = JSON.stringify(c.options);
      if (element.options_ !== options) element.replaceChildren.apply(element, c.options.map(function (words) { return new Option(words); }));
      element.options_ = options;
      element.selectedIndex = c.chosen === undefined ? -1 : c.chosen;
    } else if (element.type === 'text') {
      if (element.value !== c.value) element.value = c.value;
    } else if (element.type === 'range') {
      var range = c.range || [-1, 1, 0, 1];
      element.stepsAlone = !c.range;
      ['min', 'max'].forEach(function (name, i) { set(element, name, range[i]); });
      set(element, 'step', range[3]);
      element.value = range[2];
      set(element, 'aria-valuetext', value);
    }
  }

  function partOf(name, content) {
    var part = parts[name];
    if (!part) {
      part = parts[name] = { section: document.createElement('section'), heading: document.createElement('h2'), words: document.createElement('p') };
      part.section.append(part.heading, part.words);
    }
    set(part.section, 'aria-label', content.name);
    if (part.heading.textContent !== content.name) part.heading.textContent = content.name;
    var words = content.words.join(' ');
    if (part.words.textContent !== words) part.words.textContent = words;
    if (part.words.hidden === Boolean(words)) part.words.hidden = !words;
    return part;
  }

  // ── The plots as tables: made when their button is pressed ──

  var tables = null, offered = [];

  function offerTables(words) {
    offered = words;
    if (!tables) {
      tables = document.createElement('section');
      tables.className = 'words';
      tables.id = 'plot-tables';
      ['keydown', 'keypress', 'keyup'].forEach(function (name) { tables.addEventListener(name, function (event) { event.stopPropagation(); }); });
      var button = tables.appendChild(document.createElement('button'));
      button.tabIndex = -1;
      button.addEventListener('click', function () { _unroll_show_plots(); unrollBridge.wake(); });
      root.after(tables);
    }
    tables.hidden = words.length === 0;
    set(tables, 'aria-label', words[0]);
    if (tables.firstChild.textContent !== (words[0] || '')) tables.firstChild.textContent = words[0] || '';
  }

  // A line as its fields (RFC 4180); none of ours has a line's end within.
  function fieldsOf(line) {
    return (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) || []).map(function (field) {
      field = field.replace(/,$/, '');
      return /^"/.test(field) ? field.slice(1, -1).replace(/""/g, '"') : field;
    }).slice(0, -1);
  }

  // As the page writes numbers: −0,5 in German.
  function written(field) {
    if (!/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(field)) return field;
    field = field.replace(/-/g, '−');
    return document.documentElement.lang === 'de' ? field.replace('.', ',') : field;
  }

  function showPlots(csv) {
    var most = 200;  // lines of a table
    while (tables.children.length > 1) tables.lastChild.remove();
    csv.split('\r\n\r\n').forEach(function (block) {
      var lines = block.split('\r\n').filter(Boolean).map(fieldsOf);
      var caption = lines[0][0], every = Math.ceil((lines.length - 2) / most);
      if (every > 1) caption = offered[1].replace('{label}', caption).replace('{n}', every);
      var rows = lines.slice(2).filter(function (_, i, all) { return i % every === 0 || i === all.length - 1; });
      unrollBridge.addTable(tables.appendChild(document.createElement('div')), { caption: caption, head: lines[1], rows: rows.map(function (row) { return row.map(written); }) });
    });
  }

  // The children of `parent` from the n-th on, in this order. What stands right is left where it is, for its sake who has the focus.
  function arrange(parent, from, children) {
    children.forEach(function (child, i) {
      var there = parent.children[from + i];
      if (there !== child) parent.insertBefore(child, there || null);
    });
  }

  // Of a frame that has lost the keyboard the active element stays what it was: bridge.js knows.
  function isInside() { return unrollBridge.hasKeys() && (document.activeElement === canvas || root.contains(document.activeElement)); }

  function show(page) {
    if (!root) begin();
    var inside = isInside(), lists = {}, old = controls, seen = {};
    moving = true;
    controls = {};
    if (title.textContent !== page.title) title.textContent = page.title;
    set(canvas, 'aria-label', page.title);
    page.controls.forEach(function (c) {
      var key = tagOf(c) + c.role, before = old[c.id];
      var control = before && before.key === key ? before : { key: key, element: make(c), shown: '' };
      controls[c.id] = control;
      var shown = JSON.stringify(c);
      if (control.shown !== shown || control.element.type === 'range' || control.element.tagName === 'SELECT') fill(control.element, c);
      control.shown = shown;
      (lists[c.part] = lists[c.part] || []).push(control.element);
      seen[c.part] = true;
    });
    Object.keys(old).forEach(function (id) { if (controls[id] !== old[id]) old[id].element.remove(); });
    Object.keys(parts).forEach(function (name) { if (!seen[name]) parts[name].section.remove(); });
    var sections = Object.keys(lists).map(function (name) {
      var part = partOf(name, page.parts[name]);
      arrange(part.section, 2, lists[name]);
      return part.section;
    });
    arrange(root, 1, sections);
    offerTables(page.tables);
    if (inside && !isInside()) unrollBridge.focusSilently();
    moving = false;
    follow(present);
  }

  // The keyboard goes where the program has it, if it is in the lab at all.
  function follow(id) {
    present = id;
    if (!root || !isInside()) return;
    var control = controls[id], target = id === 0 ? canvas : control && control.element;
    if (!target || target === document.activeElement) return;
    moving = true;
    if (target === canvas) unrollBridge.focusSilently();
    else target.focus({ preventScroll: true });
    moving = false;
  }

  return {
    showPlots: showPlots,
    hasOwnKeys: function (element) { return tables !== null && tables.contains(element); },
    show: show,
    follow: follow,
    isMoving: function () { return moving; }
  };
})();
