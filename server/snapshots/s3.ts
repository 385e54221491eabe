import { AwsClient } from 'aws4fetch';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { WrittenFile } from '../whole-file.ts';
import { type ByteRange, type SnapshotPlace, type SnapshotStore, SnapshotStoreError } from './store.ts';

/** Bytes of one part of an upload: S3 takes 10,000 parts of 5 MiB at least, so objects of up to 160 GiB. */
const PART = 16 << 20;

/** Tries of one request, and milliseconds before the second; each further wait is twice as long. */
const TRIES = 4;
const FIRST_WAIT = 200;
/**
 * Milliseconds that one request may take, a part on a slow line, or each piece of an answer that is read: whoever is sent
 * a snapshot takes it as slowly as it has to.
 */
const WITHIN = 120_000;

/**
 * Snapshots in an S3-compatible store. A snapshot is uploaded in parts, each signed together with its SHA-256, which the
 * store checks; only the last request makes an object of them. What was begun and not ended is taken back, or left to
 * the bucket's rule for unfinished uploads. Source: Amazon S3 API Reference, 2006-03-01.
 */
export class S3Snapshots implements SnapshotStore {
  readonly #client: AwsClient;
  readonly #base: string;
  readonly #prefix: string;
  readonly #within: number;

  /** @param within milliseconds */
  constructor(place: SnapshotPlace & { type: 's3' }, within = WITHIN) {
    this.#within = within;
    const { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey, sessionToken } = place;
    this.#client = new AwsClient({
      ...{ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 },
      ...(sessionToken !== null && { sessionToken }),
    });
    this.#base = endpoint === null ? `https://${bucket}.s3.${region}.amazonaws.com/` : `${endpoint}/${bucket}/`;
    this.#prefix = prefix;
  }

  async write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile> {
    const hash = createHash('sha256');
    let bytes = 0;
    let upload: string | null = null;
    const parts: string[] = [];
    try {
      for await (const part of inParts(chunks)) {
        hash.update(part.bytes);
        bytes += part.bytes.length;
        if (part.isLast && parts.length === 0) {
          await this.#put(name, '', part.bytes);
          return { bytes, sha256: hash.digest('hex') };
        }
        upload ??= await this.#beginUpload(name);
        const query = `?partNumber=${parts.length + 1}&uploadId=${encodeURIComponent(upload)}`;
        parts.push(await this.#put(name, query, part.bytes));
      }
      await this.#endUpload(name, upload ?? '', parts);
      return { bytes, sha256: hash.digest('hex') };
    } catch (error) {
      if (upload !== null) {
        const query = `?uploadId=${encodeURIComponent(upload)}`;
        await this.#ask(name, query, { method: 'DELETE' }, [204, 404]).catch(() => {});
      }
      throw error;
    }
  }

  async read(name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null> {
    const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {};
    const { response, timer } = await this.#answer(name, '', { headers }, [range ? 206 : 200, 404]);
    clearTimeout(timer);
    if (response.status === 404) {
      await response.body?.cancel();
      return null;
    }
    if (!response.body) throw new SnapshotStoreError(`${name}: the store sent nothing.`);
    return this.#pieces(name, response.body);
  }

  /** Waits for the store only so long, and for whoever reads as long as it takes. */
  async *#pieces(name: string, body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const reader = body.getReader();
    try {
      for (;;) {
        const { promise, cancel } = lateBy(this.#within);
        const { done, value } = await Promise.race([reader.read(), promise]).finally(cancel);
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw new SnapshotStoreError(`${name}: the store broke off.`, { cause: error });
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  async list(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let token: string | null = null;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix: this.#prefix + prefix });
      if (token !== null) query.set('continuation-token', token);
      const xml: string = await (await this.#ask(null, `?${query}`, {}, [200])).text();
      for (const [, key] of xml.matchAll(/<Key>([^<]*)<\/Key>/g))
        names.push(unescapeXml(key!).slice(this.#prefix.length));
      token = element(xml, 'NextContinuationToken');
    } while (token !== null);
    return names;
  }

  async remove(name: string): Promise<void> {
    await this.#ask(name, '', { method: 'DELETE' }, [200, 204, 404]);
  }

  /** @returns the entity tag of what was stored */
  async #put(name: string, query: string, body: Uint8Array<ArrayBuffer>): Promise<string> {
    const sha256 = createHash('sha256').update(body).digest('hex');
    const headers = { 'x-amz-content-sha256': sha256, 'content-length': String(body.length) };
    const response = await this.#ask(name, query, { method: 'PUT', headers, body }, [200]);
    await response.body?.cancel();
    return response.headers.get('etag') ?? '';
  }

  async #beginUpload(name: string): Promise<string> {
    const response = await this.#ask(name, '?uploads', { method: 'POST' }, [200]);
    const upload = element(await response.text(), 'UploadId');
    if (upload === null) throw new SnapshotStoreError(`${name}: the store began no upload.`);
    return upload;
  }

  async #endUpload(name: string, upload: string, parts: readonly string[]): Promise<void> {
    const list = parts.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`);
    const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
    const query = `?uploadId=${encodeURIComponent(upload)}`;
    const text = await (await this.#ask(name, query, { method: 'POST', body }, [200])).text();
    // The status comes before the work is done: what went wrong afterwards is in the answer's text.
    if (/<Error>/.test(text))
      throw new SnapshotStoreError(`${name}: ${element(text, 'Message') ?? text.slice(0, 200)}`);
  }

  /** @param name null: the bucket itself */
  async #ask(name: string | null, query: string, init: RequestInit, expected: readonly number[]): Promise<Response> {
    return (await this.#answer(name, query, init, expected)).response;
  }

  /** @returns the answer, and the timer that will break it off */
  async #answer(name: string | null, query: string, init: RequestInit, expected: readonly number[]) {
    const address = this.#base + (name === null ? '' : this.#prefix + name) + query;
    const what = `${init.method ?? 'GET'} ${new URL(address).host} ${name ?? 'list'}`;
    for (let tried = 1, pause = FIRST_WAIT; ; tried++, pause *= 2) {
      let reason: string;
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(new Error('it took too long')), this.#within);
      timer.unref();
      try {
        // Signed anew each time, since a signature is of its minute.
        const response = await fetch(await this.#client.sign(address, init), { signal: abort.signal });
        if (expected.includes(response.status)) return { response, timer };
        const text = await response.text();
        reason = `${response.status} ${element(text, 'Message') ?? text.slice(0, 200)}`;
        if (response.status < 500 && response.status !== 429) throw new SnapshotStoreError(`${what}: ${reason}`);
      } catch (error) {
        if (error instanceof SnapshotStoreError) throw error;
        const cause = error instanceof Error && error.cause instanceof Error ? ` ${error.cause.message}` : '';
        reason = (error instanceof Error ? error.message : String(error)) + cause;
      }
      if (tried === TRIES) throw new SnapshotStoreError(`${what}: ${reason}, ${TRIES} times.`);
      await wait(pause);
    }
  }
}

/** Rejects when the time is up, unless that is taken back. */
function lateBy(milliseconds: number): { readonly promise: Promise<never>; readonly cancel: () => void } {
  let cancel = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('It took too long.')), milliseconds);
    cancel = () => clearTimeout(timer);
  });
  return { promise, cancel };
}

/** The chunks in pieces of `PART` bytes, the last of what is left. */
async function* inParts(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  let part = new Uint8Array(PART);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (filled === PART) {
        yield { bytes: part, isLast: false };
        part = new Uint8Array(PART);
        filled = 0;
      }
      const taken = chunk.subarray(at, at + PART - filled);
      part.set(taken, filled);
      filled += taken.length;
      at += taken.length;
    }
  }
  yield { bytes: part.slice(0, filled), isLast: true };
}

function element(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? null : unescapeXml(found);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
    code === undefined ? (ENTITIES[name ?? ''] ?? whole) : String.fromCodePoint(Number(code)),
  );
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
