import type { ExtendableEvent, FetchEvent } from './worker-events.ts';

// The page's service worker: scripts/offline-shell.ts makes /sw.js of it, with the build's files. It makes the page open where
// the relay is not reached, and takes what other apps share with the page. What the relay says (federations, sockets, metrics)
// and the model's files are never its business.

/** Hash of the page, and the paths of its files: `/`, and scripts and styles, which have a hash in their names. */
declare const VERSION: string;
declare const FILES: readonly string[];

declare const clients: { claim(): Promise<void> };
declare function skipWaiting(): Promise<void>;

/** Said once in the script. */
const KEPT = FILES;
const SHELL = `dandelion-shell-${VERSION}`;
/** Where shared-files.ts finds what was shared. */
const SHARED = 'dandelion-shared';
/** Milliseconds after which a relay that does not answer counts as not reached. */
const PATIENCE = 4000;

const isExtendable = (event: Event): event is ExtendableEvent => 'waitUntil' in event;
const isFetch = (event: Event): event is FetchEvent => 'respondWith' in event;

addEventListener('install', (event: Event) => {
  if (isExtendable(event)) event.waitUntil(install());
});

addEventListener('activate', (event: Event) => {
  if (isExtendable(event)) event.waitUntil(removeOld().then(() => clients.claim()));
});

// A new version waits until no tab has the old one, or a person asks for it.
addEventListener('message', ({ data }) => {
  if (data === 'take over') void skipWaiting();
});

addEventListener('fetch', (event: Event) => {
  if (!isFetch(event)) return;
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'POST' && pathname === '/share') event.respondWith(take(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    if (pathname === '/' || pathname === '/index.html') event.respondWith(page(request));
  } else if (KEPT.includes(pathname)) event.respondWith(kept(pathname, request));
});

async function install(): Promise<void> {
  const cache = await caches.open(SHELL);
  // The page itself past the browser's cache: what is kept together has to be of one build.
  await cache.addAll(KEPT.map((file) => new Request(file, { cache: file === '/' ? 'reload' : 'default' })));
}

async function removeOld(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('dandelion-shell-') && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The page as the relay has it now, with the headers that it has now; the kept one where it does not answer. */
async function page(request: Request): Promise<Response> {
  const answer = fetch(request);
  const late = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PATIENCE);
  });
  const first = await Promise.race([answer.catch(() => null), late]);
  if (first && first.status < 500) return first;
  return (await find('/')) ?? answer;
}

/** A file whose name has its hash is what it is, headers and all, as the relay sent it. */
async function kept(pathname: string, request: Request): Promise<Response> {
  return (await find(pathname)) ?? fetch(request);
}

async function find(pathname: string): Promise<Response | undefined> {
  const cache = await caches.open(SHELL);
  return cache.match(pathname, { ignoreVary: true });
}

/** Keeps files and text that another app shares, on this device, until the page takes them: all of it or nothing. */
async function take(request: Request): Promise<Response> {
  const put: string[] = [];
  try {
    const cache = await caches.open(SHARED);
    for (const file of await shared(request)) {
      const key = `/shared/${Date.now()}-${put.length}`;
      const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
      put.push(key);
      await cache.put(key, new Response(file, { headers }));
    }
  } catch {
    // No room for it, or no form at all: the page opens all the same, and says that nothing came.
    const cache = await caches.open(SHARED).catch(() => null);
    if (cache) await Promise.allSettled(put.map((key) => cache.delete(key)));
  }
  return Response.redirect('/#/data/shared', 303);
}

async function shared(request: Request): Promise<File[]> {
  const form = await request.formData();
  const files = form.getAll('files').filter((value) => value instanceof File);
  const texts = ['title', 'text'].map((name) => form.get(name)).filter((value) => typeof value === 'string');
  const text = texts.map(String).join('\n').trim();
  if (text !== '') files.push(new File([text], 'shared.txt', { type: 'text/plain' }));
  return files;
}
