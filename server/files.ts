import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A file that is served, and what is told of it. */
export interface ServedFile {
  readonly path: string;
  /** Strong: equal tags mean equal bytes. With its quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A file as an answer to GET or HEAD: whole, in part (Range with one range, If-Range), or 304 (If-None-Match).
 * Source: RFC 9110, sections 13 and 14.
 * @returns null when the file is gone
 */
export async function fileResponse(request: Request, file: ServedFile): Promise<Response | null> {
  const size = await stat(file.path).then(
    (status) => status.size,
    () => null,
  );
  if (size === null) return null;
  return rangeResponse(request, { ...file, size }, async (start, end) => stream(file.path, start, end));
}

/**
 * Bytes from anywhere as such an answer.
 * @param open the bytes from `start` to `end`, both included, or null when they are gone
 * @returns null when they are gone
 */
export async function rangeResponse(
  request: Request,
  file: { readonly size: number; readonly etag: string; readonly headers: Readonly<Record<string, string>> },
  open: (start: number, end: number) => Promise<ReadableStream<Uint8Array> | null>,
): Promise<Response | null> {
  const { size } = file;
  const headers = new Headers({ ...file.headers, etag: file.etag, 'accept-ranges': 'bytes' });
  if (listsTag(request.headers.get('if-none-match'), file.etag)) return new Response(null, { status: 304, headers });
  const condition = request.headers.get('if-range');
  const wanted = condition === null || condition === file.etag ? request.headers.get('range') : null;
  const range = wanted === null ? null : parseRange(wanted, size);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const [start, end] = range ?? [0, size - 1];
  headers.set('content-length', String(end - start + 1));
  if (range) headers.set('content-range', `bytes ${start}-${end}/${size}`);
  const hasBody = request.method !== 'HEAD' && size > 0;
  const body = hasBody ? await open(start, end) : null;
  if (hasBody && !body) return null;
  return new Response(body, { status: range ? 206 : 200, headers });
}

/**
 * @returns first and last byte, both included; null for a header that is to be ignored, such as one with several ranges
 */
export function parseRange(header: string, size: number): [start: number, end: number] | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : [size - length, size - 1];
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : [start, end];
}

function listsTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function stream(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  // Node's web streams and the browser's are one thing in two type declarations.
  return Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream<Uint8Array>;
}
