// Firefox with WebGL 2, which its headless mode lacks: a window on a virtual X server. Playwright can't drive Debian's build,
// Puppeteer can.
//   FIREFOX  the browser (/usr/bin/firefox-esr)
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

// An X server on a display that is free: {display, close()}.
function startDisplay() {
  return new Promise((done, failed) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    server.on('error', () => failed(new Error('Xvfb is missing: apt-get install xvfb')));
    server.on('exit', (code) => failed(new Error(`Xvfb ended with code ${code}`)));
    let number = '';
    server.stdio[3].on('data', (text) => {
      number += text;
      if (number.endsWith('\n')) done({ display: `:${number.trim()}`, close: () => server.kill() });
    });
  });
}

export async function launchFirefox() {
  if (!existsSync(executablePath)) throw new Error(`${executablePath} is missing: apt-get install firefox-esr`);
  const screen = await startDisplay();
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath, headless: false,
    env: { ...process.env, DISPLAY: screen.display, LIBGL_ALWAYS_SOFTWARE: '1', MOZ_ENABLE_WAYLAND: '0' },
    extraPrefsFirefox: { 'webgl.force-enabled': true },
  }).catch((error) => { screen.close(); throw error; });
  return { newPage: () => browser.newPage(), version: () => browser.version(), close: () => browser.close().finally(screen.close) };
}
