import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ServedFile, fileResponse } from './files.ts';

/** What may be served, by ending. Anything else in the folders is not. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.safetensors': 'application/octet-stream',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Vite puts a hash of the contents into the names below assets/: they never change. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Kept, but asked about each time: the entity tag makes that cheap. */
const REVALIDATED = 'no-cache';

/**
 * Files of the built page and of models. The folders are read once, so that no address can lead out of them.
 * Where two folders have a file of one name, the first one's is served.
 */
export class StaticFiles {
  readonly #files = new Map<string, { file: string; encodings: Set<string> }>();
  readonly #etags = new Map<string, Promise<string>>();

  constructor(folders: readonly string[]) {
    for (const folder of folders) {
      const names = new Set(filesIn(folder));
      for (const name of names) {
        if (!TYPES[path.extname(name)] || this.#files.has(`/${name}`)) continue;
        const encodings = new Set(ENCODINGS.filter(([, ending]) => names.has(name + ending)).map(([coding]) => coding));
        this.#files.set(`/${name}`, { file: path.join(folder, name), encodings });
      }
    }
  }

  /** Whether there is a page to show. */
  get hasPage(): boolean {
    return this.#files.has('/index.html');
  }

  /** Those that begin so, in order. */
  addresses(prefix: string): string[] {
    return [...this.#files.keys()].filter((address) => address.startsWith(prefix)).sort();
  }

  /** Where the file of an address lies; null when there is none. */
  locate(address: string): string | null {
    return this.#files.get(address)?.file ?? null;
  }

  /** @returns null when no file has this address */
  async respond(request: Request): Promise<Response | null> {
    const address = decodedPath(request.url);
    const name = address.endsWith('/') ? `${address}index.html` : address;
    const found = this.#files.get(name);
    if (!found) return null;
    const accepted = acceptedEncodings(request);
    const coding = ENCODINGS.find(([encoding]) => found.encodings.has(encoding) && accepted.has(encoding));
    const file = found.file + (coding?.[1] ?? '');
    const headers: Record<string, string> = {
      'content-type': TYPES[path.extname(name)]!,
      'cache-control': name.startsWith('/assets/') ? IMMUTABLE : REVALIDATED,
    };
    if (found.encodings.size > 0) headers['vary'] = 'accept-encoding';
    if (coding) headers['content-encoding'] = coding[0];
    const served: ServedFile = { path: file, etag: await this.#etag(file), headers };
    return fileResponse(request, served);
  }

  /** Of the contents, computed when first asked for. */
  #etag(file: string): Promise<string> {
    const etag = this.#etags.get(file) ?? contentTag(file);
    this.#etags.set(file, etag);
    return etag;
  }
}

async function contentTag(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return `"${hash.digest('hex').slice(0, 32)}"`;
}

/** Names relative to the folder, with slashes; none where there is no such folder. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function decodedPath(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return '';
  }
}

/** Codings that the client takes; a range is always of the file itself, so that its bytes can be resumed. */
function acceptedEncodings(request: Request): Set<string> {
  if (request.headers.has('range')) return new Set();
  const listed = (request.headers.get('accept-encoding') ?? '').split(',').map((item) => item.trim().toLowerCase());
  return new Set(listed.filter((item) => !/;\s*q=0(?:\.0*)?$/.test(item)).map((item) => item.split(';')[0]!.trim()));
}
