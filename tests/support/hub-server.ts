import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const COMMIT = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';

/** A hub of two origins, as the real one is: the hub that knows of files, and a store that has the large ones. */
export interface HubServer {
  readonly endpoint: string;
  /** `METHOD path`, with `+token` where one was sent and the range where one was asked for; the store's begin with `store`. */
  readonly requests: string[];
  /**
   * For each request to come of a file above a megabyte: bytes after which the store says nothing more until `cut`.
   * At 0 it breaks the connection at once.
   */
  readonly stalls: number[];
  /** Breaks the connections that have stalled. */
  cut(): void;
  /** What the store does with what it has. */
  store: 'honest' | 'damaged' | 'without ranges';
  close(): Promise<void>;
}

/** As the hub and its store answer a page of any origin, so that volunteers can load a model from there. */
const FOR_PAGES = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'X-Repo-Commit,X-Error-Code,ETag,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag',
};

/**
 * @param files `OWNER/NAME/path`, or `datasets/OWNER/NAME/path` -> contents; beyond 100 kB they lie in the store.
 *   Those of the owner `gated` need a token.
 * @param isMirror it has the large files itself: a page may talk to the hub's own origin, and to no other place than the
 *   real hub's stores
 */
export async function startHub(files: ReadonlyMap<string, Uint8Array>, isMirror = false): Promise<HubServer> {
  const requests: string[] = [];
  const stalls: number[] = [];
  const stalled: ServerResponse[] = [];
  const stored = new Map([...files.values()].map((bytes) => [sha256(bytes), bytes]));
  const note = (where: string, { method, url, headers }: IncomingMessage) => {
    const token = headers.authorization === undefined ? '' : ' +token';
    const range = headers.range === undefined ? '' : ` ${headers.range}`;
    requests.push(`${where}${method} ${url}${token}${range}`);
  };

  const fromStore = (request: IncomingMessage, response: ServerResponse): void => {
    note('store ', request);
    response.setHeaders(new Map(Object.entries(FOR_PAGES)));
    const bytes = stored.get(request.url!.split('/').at(-1)!)!;
    const from =
      hub.store === 'without ranges' ? 0 : Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from >= bytes.length) return void response.writeHead(416).end();
    const part = Buffer.from(bytes.subarray(from));
    if (hub.store === 'damaged') part[0]! ^= 1;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': part.length });
    const end = bytes.length > 1_000_000 ? stalls.shift() : undefined;
    if (end === undefined) return void response.end(part);
    if (end === 0) return void response.destroy();
    response.write(part.subarray(0, end));
    stalled.push(response);
  };
  const store = createServer(fromStore);

  const front = createServer((request, response) => {
    if (request.url!.startsWith('/stored/')) return fromStore(request, response);
    note('', request);
    response.setHeaders(new Map(Object.entries(FOR_PAGES)));
    const url = decodeURIComponent(request.url!);
    const cached = /^\/cache\/(.*)/.exec(url)?.[1];
    const [, repository, revision, file] = /^\/((?:datasets\/)?[^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(url) ?? [];
    const bytes = files.get(cached ?? `${repository}/${file}`);
    const common = { 'x-repo-commit': COMMIT };
    if (repository?.includes('gated/') && request.headers.authorization !== 'Bearer secret') {
      return void response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end('Access is restricted.');
    }
    if (revision !== undefined && revision !== 'main' && revision !== COMMIT) {
      return void response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
    }
    if (!bytes) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    if (bytes.length > 100_000) return toStore(response, common, bytes, isMirror ? '/stored' : addressOf(store));
    if (cached === undefined)
      return void response.writeHead(307, { ...common, location: `/cache/${repository}/${file}` }).end();
    response.writeHead(200, { ...common, etag: `"${gitHash(bytes)}"`, 'content-length': bytes.length });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  });

  for (const server of [store, front]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hub: HubServer = {
    endpoint: addressOf(front),
    requests,
    stalls,
    cut: () => {
      for (const response of stalled.splice(0)) response.destroy();
    },
    store: 'honest',
    close: async () => {
      for (const server of [store, front]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return hub;
}

function toStore(response: ServerResponse, common: object, bytes: Uint8Array, store: string): void {
  const linked = { 'x-linked-etag': `"${sha256(bytes)}"`, 'x-linked-size': bytes.length };
  response.writeHead(302, { ...common, ...linked, location: `${store}/${sha256(bytes)}` }).end();
}

function addressOf(server: ReturnType<typeof createServer>): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What git calls a file's contents: the hub's tag of small ones. */
function gitHash(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
