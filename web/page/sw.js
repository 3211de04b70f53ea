// Keeps the whole page for reading it without a network, each version in a cache of its own, whose name is the hash of its files
// (web/page/site.py puts VERSION and FILES in). A page has all of its files from one version: from the server where that has another one
// than this, else from the cache. What isn't among the files is none of its business.
'use strict';
const version = VERSION;
const files = FILES;            // path: hash, as the attribute integrity has it
const prefix = 'unroll ';
const pages = prefix + 'pages';  // which version each open page has, by the browser's id of it
const fromServer = 'server';
const patience = 3000;           // ms for the server to name its version
const coming = 10000;            // ms from when a page is asked for until the browser counts it as open

const home = new URL('./', self.location.href);
const inHome = (path) => new URL(path, home).href;
const indexed = inHome('index.html');

// All or nothing: a file that isn't the one of this version, on a server that is being filled, lets the whole fail; the next visit tries again.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(prefix + version);
    await Promise.all(Object.entries(files).map(async ([path, integrity]) => {
      const response = await fetch(inHome(path), { integrity, cache: 'no-cache', credentials: 'same-origin' });
      if (!response.ok) throw new Error(response.status + ' ' + response.url);
      await cache.put(inHome(path), response);
    }));
    await self.skipWaiting();  // an open page keeps its version all the same
  })().catch(async (error) => {
    await caches.delete(prefix + version);
    throw error;
  }));
});

self.addEventListener('activate', (event) => { event.waitUntil(tidy()); });

// Versions that no open page has are thrown away.
async function tidy() {
  const open = new Set((await self.clients.matchAll({ includeUncontrolled: true, type: 'all' })).map((client) => client.id));
  const known = await caches.open(pages);
  const used = new Set([prefix + version, pages]);
  for (const request of await known.keys()) {
    const id = new URL(request.url).searchParams.get('id');
    const { its, since } = await (await known.match(request)).json();
    if (open.has(id) || Date.now() - since < coming) used.add(prefix + its);
    else await known.delete(request);
  }
  for (const name of await caches.keys()) if (name.startsWith(prefix) && !used.has(name)) await caches.delete(name);
}

const pageOf = (id) => inHome('page?id=' + encodeURIComponent(id));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.search = url.hash = '';
  if (request.method !== 'GET' || url.origin !== home.origin) return;
  const isListed = url.href.startsWith(home.href) && Object.prototype.hasOwnProperty.call(files, url.href.slice(home.href.length));
  if (request.mode === 'navigate') {
    if (url.href === home.href || url.href === indexed) event.respondWith(open(event));
    else if (isListed) event.respondWith(fetch(request).catch(() => caches.match(url.href, { cacheName: prefix + version })));
  } else if (isListed) {
    event.respondWith(part(event, url.href));
  }
});

async function open(event) {
  const kept = await caches.match(indexed, { cacheName: prefix + version });
  const late = new Promise((done) => setTimeout(done, patience));
  const asked = fetch(indexed, { cache: 'no-cache', credentials: 'same-origin' }).catch(() => null);
  const response = await (kept ? Promise.race([asked, late]) : asked);
  const text = response && response.ok ? await response.clone().text().catch(() => '') : '';
  const isOther = text !== '' && !text.includes(version);
  const use = isOther || !kept ? response : kept;
  if (event.resultingClientId) {
    const known = await caches.open(pages);
    await known.put(pageOf(event.resultingClientId), new Response(JSON.stringify({ its: isOther || !kept ? fromServer : version, since: Date.now() })));
  }
  if (isOther) event.waitUntil(self.registration.update().catch(() => {}));
  event.waitUntil(tidy());
  return use || Response.error();
}

// Of an unknown page, as of one that was open before there was a service worker, the server's.
async function part(event, href) {
  const said = event.clientId && await caches.match(pageOf(event.clientId), { cacheName: pages });
  const its = said ? (await said.json()).its : fromServer;
  const kept = its !== fromServer && await caches.match(href, { cacheName: prefix + its });
  if (kept) return kept;
  return fetch(event.request).catch(async (error) => {
    const any = await caches.match(href, { cacheName: prefix + version });
    if (any) return any;
    throw error;
  });
}
