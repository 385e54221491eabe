/** Where the service worker keeps what another app shared with this one. */
const SHARED = 'dandelion-shared';

/** What was shared with this page since it last asked; nothing on addresses where there is no service worker. */
export async function takeSharedFiles(): Promise<File[]> {
  if (typeof caches === 'undefined') return [];
  try {
    const cache = await caches.open(SHARED);
    return await Promise.all((await cache.keys()).map((request) => takeOne(cache, request)));
  } catch {
    // A browser that refuses its storage has nothing kept either.
    return [];
  }
}

async function takeOne(cache: Cache, request: Request): Promise<File> {
  const response = await cache.match(request);
  const bytes = (await response?.blob()) ?? new Blob();
  await cache.delete(request);
  const name = decodeURIComponent(response?.headers.get('x-name') ?? '') || 'shared.txt';
  return new File([bytes], name, { type: bytes.type });
}
