import { HubError, refusal } from './error.ts';

export interface Asking {
  readonly method?: 'GET' | 'HEAD';
  /** Goes to the first address's origin alone: a redirect leads to a store that must not see it. */
  readonly token?: string | null;
  /** First byte wanted. */
  readonly from?: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked before each address, those of redirects too; throws where it is not to be asked. */
  readonly allow?: ((at: URL) => Promise<void>) | undefined;
}

/** Redirects that are followed: a renamed repository, its store, and room for two more. */
const REDIRECTS = 5;

/**
 * Asks for an address, following redirects.
 * @returns the answer, whatever its status. Of a redirect that tells of the file behind it (X-Linked-ETag, as the hub
 *   does for large files), a HEAD returns the redirect itself.
 * @throws HubError without a connection; what `allow` throws
 */
export async function request(
  address: URL,
  { method = 'GET', token = null, from = 0, signal, allow }: Asking = {},
): Promise<Response> {
  let at = address;
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    await allow?.(at);
    const headers = new Headers({ 'accept-encoding': 'identity' });
    if (token !== null && at.origin === address.origin) headers.set('authorization', `Bearer ${token}`);
    if (from > 0) headers.set('range', `bytes=${from}-`);
    const init = { method, headers, redirect: 'manual', ...(signal && { signal }) } as const;
    const response = await fetch(at, init).catch((cause: unknown) => {
      if (signal?.aborted) throw new HubError('The download was stopped.', null, { cause });
      throw new HubError(`${at.host} cannot be reached. Check the connection and the address.`, null, { cause });
    });
    const target = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (target === null || (method === 'HEAD' && response.headers.has('x-linked-etag'))) return response;
    await response.body?.cancel();
    if (!URL.canParse(target, at)) break;
    at = new URL(target, at);
  }
  throw new HubError(`${address.host} redirects ${address.pathname} in a circle. Check the address.`, null);
}

/** An answer's text; '' where it is longer, of which no more is read. @param most bytes, when it is unpacked */
export async function smallText(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop gives the rest up.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > most) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What is known of a file before it is fetched. */
export interface Description {
  /** Of its contents, where the hub tells it: of files in its large file store. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** The commit that the revision stands for. */
  readonly commit: string | null;
}

/** The hub's words for a repository or a revision that is not there, as against a file. */
const NO_REPOSITORY = ['RepoNotFound', 'RevisionNotFound'];

/** @returns null when there is no such file @throws HubError */
export async function describe(address: URL, asking: Asking): Promise<Description | null> {
  const { status, ok, headers } = await request(address, { ...asking, method: 'HEAD' });
  if (status === 404 && !NO_REPOSITORY.includes(headers.get('x-error-code') ?? '')) return null;
  if (!ok && !headers.has('x-linked-etag')) throw refusal(address, status, asking.token ?? null);
  const tag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replace(/^W\/|"/g, '');
  const size = headers.get('x-linked-size') ?? headers.get('content-length');
  return {
    sha256: /^[0-9a-f]{64}$/.test(tag) ? tag : null,
    // Whatever else a server says is nothing to count with.
    bytes: /^\d{1,15}$/.test(size ?? '') ? Number(size) : null,
    commit: headers.get('x-repo-commit'),
  };
}
