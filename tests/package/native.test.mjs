// The native packages: a .deb in a fresh root, a folder that runs from anywhere, and what the window's command line and dialogs do, on a
// virtual X server.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build, cli, freshFolder, lastLine, root, run, trainedNatively } from './folder.mjs';

const packages = join(build, 'packages');
const version = /project\(unroll VERSION ([\d.]+)/.exec(readFileSync(join(root, 'CMakeLists.txt'), 'utf8'))[1];
const deb = readdirSync(packages).map((name) => join(packages, name)).find((name) => name.endsWith(`_${version}_${run('dpkg', ['--print-architecture']).trim()}.deb`));
const folder = freshFolder();
const net = join(folder, 'net.safetensors');
const moved = join(folder, 'elsewhere', 'Unroll');  // the AppDir, by another name
const app = join(moved, 'AppRun');
const longest = 600_000;  // ms, of a fresh root

let server, display;
before(async () => {
  server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1600x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(server.stdio[3], 'data');
  display = { ...process.env, DISPLAY: `:${String(number).trim()}`, LIBGL_ALWAYS_SOFTWARE: '1', SDL_AUDIODRIVER: 'dummy', SDL_VIDEODRIVER: 'x11', LC_ALL: 'C.UTF-8' };
  mkdirSync(join(folder, 'elsewhere'));
  cpSync(join(packages, 'Unroll.AppDir'), moved, { recursive: true, verbatimSymlinks: true });
  trainedNatively('task=xor', 'updates=50', `save=${net}`);
});
after(() => server?.kill());

const window = (words, options = {}) => run(app, words, { cwd: folder, env: display, ...options });
const stateOf = (...words) => lastLine(window(['--frames', '8', '--state', ...words]));

// Width, height and how many different colours: a picture of nothing has one.
function picture(path) {
  const bytes = readFileSync(path);
  const [, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(bytes.subarray(0, 40).toString('latin1')).map(Number);
  const pixels = bytes.subarray(bytes.length - 3 * width * height);
  const colours = new Set();
  for (let i = 0; i < pixels.length; i += 3) colours.add(pixels.readUIntBE(i, 3));
  return { width, height, colours: colours.size };
}

test('the .deb says what it needs, and its entry, man pages and copyright are in order', () => {
  const field = (name) => run('dpkg-deb', ['-f', deb, name]).trim();
  assert.equal(field('Package'), 'unroll-lab');
  assert.equal(field('Version'), version);
  for (const name of ['libc6', 'libsdl2-2.0-0', 'libstdc++6', 'libgl1']) assert.match(field('Depends'), new RegExp(`(^|, )${name.replace(/[.+]/g, '\\$&')}( |,|$)`));
  const root = join(folder, 'content');
  run('dpkg-deb', ['-x', deb, root]);
  for (const path of ['bin/unroll', 'bin/unroll-app', 'share/icons/hicolor/256x256/apps/unroll.png', 'share/icons/hicolor/scalable/apps/unroll.svg', 'share/mime/packages/unroll.xml']) assert.ok(existsSync(join(root, 'usr', path)), path);
  run('desktop-file-validate', [join(root, 'usr/share/applications/unroll.desktop')]);
  assert.match(readFileSync(join(root, 'usr/share/doc/unroll-lab/copyright'), 'utf8'), /MIT License[^]*Dear ImGui[^]*Inter/);
  const page = run('zcat', [join(root, 'usr/share/man/man1/unroll.1.gz')]);
  for (const command of run(cli, ['help']).matchAll(/^unroll (\w+) /gm)) assert.match(page, new RegExp(`^\\.B ${command[1]}$`, 'm'));
  assert.match(run('zcat', [join(root, 'usr/share/man/man1/unroll-app.1.gz')]), new RegExp(`Unroll ${version.replaceAll('.', '\\.')}`));
  for (const option of run(app, ['--help']).matchAll(/^--(\w+)/gm)) assert.ok(run('zcat', [join(root, 'usr/share/man/man1/unroll-app.1.gz')]).includes(`\\-\\-${option[1]}`), option[1]);
});

test('the folder runs from anywhere, with its own SDL', () => {
  const place = join(folder, 'from-the-folder.ppm');
  window(['--frames', '10', '--screenshot', place, 'scene=training', 'task=xor', 'updates=100']);
  const { width, height, colours } = picture(place);
  assert.deepEqual([width, height], [1280, 800]);
  assert.ok(colours > 100, `${colours} colours`);
  const libraries = run('ldd', [join(moved, 'usr/bin/unroll-app')]);
  assert.match(libraries, new RegExp(`libSDL2-2\\.0\\.so\\.0 => ${moved}/usr/bin/\\.\\./lib/`));
  for (const [, where] of libraries.matchAll(/libpulse\S* => (\S+)/g)) assert.ok(where.startsWith(moved), where);
  assert.equal(lastLine(run(join(moved, 'usr/bin/unroll'), ['train', 'task=xor', 'updates=50'])).weights_hash, trainedNatively('task=xor', 'updates=50').weights_hash);
});

test('the window opens files, links and pairs, and says what it can’t use', () => {
  const { weights_hash } = trainedNatively('task=xor', 'updates=50');
  const opened = stateOf(net, 'scene=training');
  assert.equal(opened.weights_hash, weights_hash);
  assert.equal(opened.update, 50);
  assert.equal(opened.scene, 'training');
  assert.equal(stateOf('https://example.org/unroll/?from=mail#scene=training&task=xor&updates=50').weights_hash, weights_hash);
  assert.equal(stateOf('https://example.org/?scene=training&task=xor&updates=50', 'lang=de').weights_hash, weights_hash);
  assert.equal(stateOf('#scene=training&task=xor&updates=50').weights_hash, weights_hash);
  assert.equal(stateOf('scene=hopfield', 'lang=de').lang, 'de');
  assert.equal(window(['--version']).trim(), `Unroll ${version}`);
  for (const [words, said] of [[['nothing.safetensors'], /nothing\.safetensors: No such file/], [[net, net], /one file/], [['--frames', 'x'], /--frames x/], [['--colour'], /no such option/], [['--size'], /says nothing/]]) {
    const { status, stderr } = spawnSync(app, words, { cwd: folder, env: display, encoding: 'utf8' });
    assert.equal(status, 2, words.join(' '));
    assert.match(stderr, said);
  }
});

const hand = ['--size', '1280x1600', 'scene=training', 'task=xor', 'updates=50'];

// A window that is used: `places` are pressed one after the other; `until` says when that has had its effect. Its last state.
async function use({ places, until = () => true, env = {} }) {
  const process = spawn(app, ['--state', ...hand], { cwd: env.HERE ?? folder, env: { ...display, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  process.stdout.on('data', (text) => { out += text; });
  const ended = once(process, 'close');
  const xdotool = (...words) => run('xdotool', words, { env: display });
  try {
    await wait(3000);
    for (const [x, y] of places) {
      xdotool('mousemove', `${x}`, `${y}`);
      await wait(500);
      xdotool('mousedown', '1');
      await wait(300);
      xdotool('mouseup', '1');
      await wait(500);
    }
    for (const end = Date.now() + 30_000; !until() && Date.now() < end;) await wait(200);
    await wait(2000);
  } finally {
    process.kill('SIGINT');
  }
  await ended;
  return lastLine(out);
}

// Where a control is after some were pressed.
function placeIn(state, name) {
  const control = state.layout.controls.find((each) => each.name === name);
  assert.ok(control, `no control ${name} among ${state.layout.controls.map((each) => each.name).join(', ')}`);
  const [x, y, w, h] = control.rect;
  return [Math.round((x + w / 2) * state.pixelsPerUnit), Math.round((y + h / 2) * state.pixelsPerUnit)];
}
let places = null;  // by name, what is pressed for it
async function placesOf(name) {
  if (places === null) {
    const section = placeIn(stateOf(...hand), 'settings-model');
    const opened = await use({ places: [section] });
    places = Object.fromEntries(['saveModel', 'loadModel'].map((each) => [each, [section, placeIn(opened, each)]]));
  }
  return places[name];
}

// A stand-in for the desktop's program: notes what it was asked and answers with a path.
function dialog(answer) {
  const bin = join(folder, `bin-${readdirSync(folder).length}`);
  mkdirSync(bin);
  writeFileSync(join(bin, 'zenity'), `#!/bin/sh\n/bin/echo "$*" >>${bin}/asked\n/bin/sleep 1\n${answer === null ? 'exit 1' : `/bin/echo "${answer}"`}\n`);
  chmodSync(join(bin, 'zenity'), 0o755);
  return { env: { PATH: `${bin}:/usr/bin:/bin` }, asked: () => (existsSync(join(bin, 'asked')) ? readFileSync(join(bin, 'asked'), 'utf8') : '') };
}

test('Save asks the desktop where to, and the file is the native program’s', async () => {
  const place = join(folder, 'chosen by hand.safetensors');
  const { env, asked } = dialog(place);
  const state = await use({ places: await placesOf('saveModel'), env, until: () => existsSync(place) });
  assert.match(asked(), /^--file-selection --save --confirm-overwrite --filename=\S+\.safetensors\n$/);
  assert.deepEqual(readFileSync(place), readFileSync(net));
  assert.ok(state.messages.some((message) => message.includes(place)), state.messages.join(' '));
});

test('Load opens the chosen file; what is cancelled changes nothing', async () => {
  const other = join(folder, 'other.safetensors');
  const { weights_hash } = trainedNatively('task=echo', 'updates=30', `save=${other}`);
  const opened = dialog(other);
  assert.equal((await use({ places: await placesOf('loadModel'), env: opened.env, until: () => opened.asked() !== '' })).weights_hash, weights_hash);
  const cancelled = dialog(null);
  assert.equal((await use({ places: await placesOf('loadModel'), env: cancelled.env, until: () => cancelled.asked() !== '' })).weights_hash, trainedNatively('task=xor', 'updates=50').weights_hash);
  assert.match(cancelled.asked(), /^--file-selection\n$/);
});

test('without a dialog Save writes into the working directory, and Load says what to do', async () => {
  const HERE = join(folder, 'here');
  mkdirSync(HERE);
  mkdirSync(join(folder, 'none'));
  const env = { PATH: join(folder, 'none'), HERE };
  symlinkTools(join(folder, 'none'));
  const saved = await use({ places: await placesOf('saveModel'), env, until: () => readdirSync(HERE).length > 0 });
  const [name] = readdirSync(HERE);
  assert.deepEqual(readFileSync(join(HERE, name)), readFileSync(net));
  assert.ok(saved.messages.some((message) => message.includes(join(HERE, name))), saved.messages.join(' '));
  const asked = await use({ places: await placesOf('loadModel'), env });
  assert.ok(asked.messages.some((message) => /zenity or kdialog.*drop/.test(message)), asked.messages.join(' '));
});

// What AppRun itself needs, and no dialog.
function symlinkTools(bin) {
  for (const tool of ['dirname', 'readlink']) run('ln', ['-s', `/usr/bin/${tool}`, join(bin, tool)]);
}

// Debian with what the .deb depends on, and nothing else (Xvfb is outside: its socket has no place in the file system). The .deb installs,
// runs, and leaves nothing behind; then the folder runs where SDL and what it needs for sound are gone.
test('in a fresh root the .deb installs, runs and is removed cleanly, and the folder runs without SDL', { timeout: longest }, () => {
  assert.equal(process.getuid(), 0, 'this test makes a root of its own, and needs to be root for it');
  const hook = join(folder, 'hook.sh');
  const shown = (program) => `chroot "$1" /usr/bin/env DISPLAY=${display.DISPLAY} LIBGL_ALWAYS_SOFTWARE=1 SDL_AUDIODRIVER=dummy SDL_VIDEODRIVER=x11 MESA_SHADER_CACHE_DISABLE=true ${program} --frames 6 --screenshot /tmp/shown.ppm scene=training`;
  // /tmp is ours, the logs and dpkg's own notes may tell of it.
  writeFileSync(hook, `#!/bin/sh
set -eux
files() { (cd "$1"; find . -xdev \\( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache \\) -prune -o -print | sort); }
cp '${deb}' "$1/tmp/unroll.deb"
files "$1" >'${folder}/before.txt'
chroot "$1" dpkg -i /tmp/unroll.deb
${shown('unroll-app')}
mv "$1/tmp/shown.ppm" '${folder}/fresh-deb.ppm'
chroot "$1" unroll train task=xor updates=50 >'${folder}/fresh-train.jsonl'
files "$1" >'${folder}/installed.txt'
cp "$1/usr/bin/unroll-app" "$1/tmp/unroll-app"
chroot "$1" dpkg --purge unroll-lab
files "$1" >'${folder}/after.txt'
for name in SDL2 pulse sndfile samplerate decor Xss; do rm -f "$1"/usr/lib/*/lib$name* "$1"/usr/lib/*/pulseaudio/lib$name*; done
if chroot "$1" /tmp/unroll-app --version; then exit 3; fi
cp -a '${moved}' "$1/opt/Unroll"
${shown('/opt/Unroll/AppRun')}
mv "$1/tmp/shown.ppm" '${folder}/fresh-folder.ppm'
`);
  chmodSync(hook, 0o755);
  const depends = run('dpkg-deb', ['-f', deb, 'Depends']).trim().split(/, */).map((each) => each.replace(/ .*/, ''));
  const sources = run('sh', ['-c', 'grep -hv "^ *#" /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true']);
  const mirror = /https?:\/\/\S+\/debian(?=\/?\s)/.exec(sources)?.[0] ?? 'http://deb.debian.org/debian';
  const made = spawnSync('mmdebstrap', ['--variant=minbase', '--format=null', `--include=${[...depends, 'libgl1-mesa-dri'].join(',')}`, `--customize-hook=${hook} "$1"`, 'bookworm', '-', mirror], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(made.status, 0, made.stderr.slice(-4000));
  for (const name of ['fresh-folder.ppm', 'fresh-deb.ppm']) assert.ok(picture(join(folder, name)).colours > 100, name);
  assert.equal(lastLine(readFileSync(join(folder, 'fresh-train.jsonl'), 'utf8')).weights_hash, trainedNatively('task=xor', 'updates=50').weights_hash);
  const lines = (name) => readFileSync(join(folder, name), 'utf8').split('\n');
  assert.ok(lines('installed.txt').includes('./usr/bin/unroll-app'));
  const before = new Set(lines('before.txt')), after = new Set(lines('after.txt'));
  assert.deepEqual([...after].filter((line) => !before.has(line)), [], 'left behind');
  assert.deepEqual([...before].filter((line) => !after.has(line)), [], 'taken away');
});
