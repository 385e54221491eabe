/** Where the service worker keeps what another app shared with this one, under `/shared/TIME-N`: milliseconds since 1970. */
const SHARED = 'dandelion-shared';

/** Milliseconds after which nobody comes for it any more: the page that opens with it takes it at once. */
const FORGOTTEN = 3_600_000;

/** What was shared with this page since it last asked; nothing on addresses where there is no service worker. */
export async function takeSharedFiles(): Promise<File[]> {
  if (typeof caches === 'undefined') return [];
  try {
    const cache = await caches.open(SHARED);
    const taken = await Promise.allSettled((await cache.keys()).map((request) => takeOne(cache, request)));
    return taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  } catch {
    // A browser that refuses its storage has nothing kept either.
    return [];
  }
}

/** Deletes what was shared and never taken, as where the page did not open: a text is not to lie where nobody sees it. */
export async function forgetOldShares(now: number): Promise<void> {
  if (typeof caches === 'undefined' || !(await caches.has(SHARED))) return;
  const cache = await caches.open(SHARED);
  const old = (await cache.keys()).filter(({ url }) => {
    const since = Number(/\/shared\/(\d+)-/.exec(url)?.[1] ?? 0);
    return now - since > FORGOTTEN;
  });
  await Promise.all(old.map((request) => cache.delete(request)));
}

/** It is deleted whether it can be read or not: nobody would come for it again. */
async function takeOne(cache: Cache, request: Request): Promise<File> {
  try {
    const response = await cache.match(request);
    const bytes = (await response?.blob()) ?? new Blob();
    const name = decodeURIComponent(response?.headers.get('x-name') ?? '') || 'shared.txt';
    return new File([bytes], name, { type: bytes.type });
  } finally {
    await cache.delete(request);
  }
}
