import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does wrong with one answer. */
export type Misdeed =
  /** Ends the connection after so many bytes. */
  | { readonly name: 'cut'; readonly after: number }
  /** Says nothing more after so many bytes. */
  | { readonly name: 'stall'; readonly after: number }
  /** Changes the byte that comes after so many. */
  | { readonly name: 'corrupt'; readonly at: number }
  /** Ends the answer properly after so many bytes, without having told its length. */
  | { readonly name: 'short'; readonly after: number }
  /** Sends the whole file, whatever was asked for. */
  | { readonly name: 'no range' }
  | { readonly name: 'status'; readonly status: number };

export interface FileServer {
  readonly url: string;
  /** The ranges that were asked for, '' for the whole, and the bytes that were sent for each. */
  readonly answers: { readonly range: string; readonly ifRange: string; sent: number }[];
  /** Taken for one answer each, first to last; honest where none is left. */
  readonly misdeeds: (Misdeed | null)[];
  /** What every address has. */
  contents: Buffer;
  tags: boolean;
  close(): void;
}

/** A server of one file, which misbehaves as it is told. */
export async function startFileServer(contents: Buffer): Promise<FileServer> {
  const server = createServer((request, response) => answer(request, response, files));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const files: FileServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: [],
    misdeeds: [],
    contents,
    tags: true,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return files;
}

function answer({ headers }: IncomingMessage, response: ServerResponse, files: FileServer): void {
  const { contents } = files;
  const misdeed = files.misdeeds.shift() ?? null;
  const { range = '' } = headers;
  const record = { range, ifRange: String(headers['if-range'] ?? ''), sent: 0 };
  files.answers.push(record);
  if (misdeed?.name === 'status') return void response.writeHead(misdeed.status).end();
  const etag = `"${createHash('sha1').update(contents).digest('hex')}"`;
  const isOld = record.ifRange !== '' && record.ifRange !== etag;
  const wanted = misdeed?.name === 'no range' || isOld ? null : /^bytes=(\d+)-(\d*)$/.exec(range);
  const start = Number(wanted?.[1] ?? 0);
  const end = Math.min(wanted?.[2] ? Number(wanted[2]) + 1 : contents.length, contents.length);
  if (wanted && start >= contents.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${contents.length}` }).end();
  }
  const part = Buffer.from(contents.subarray(start, end));
  if (misdeed?.name === 'corrupt' && misdeed.at < part.length) part[misdeed.at]! ^= 0x40;
  response.writeHead(wanted ? 206 : 200, {
    ...(files.tags && { etag }),
    ...(wanted && { 'content-range': `bytes ${start}-${end - 1}/${contents.length}` }),
    ...(misdeed?.name !== 'short' && { 'content-length': part.length }),
  });
  const isPartial = misdeed?.name === 'cut' || misdeed?.name === 'stall' || misdeed?.name === 'short';
  const last = isPartial ? Math.min(misdeed.after, part.length) : part.length;
  send(response, part.subarray(0, last), record, () => {
    if (misdeed?.name === 'cut') response.destroy();
    else if (misdeed?.name !== 'stall') response.end();
  });
}

/** A little at a time, and no more than the other side takes: what it does not want is not counted as sent. */
function send(response: ServerResponse, bytes: Buffer, record: { sent: number }, then: () => void): void {
  if (response.destroyed) return;
  if (bytes.length === 0) return then();
  const piece = bytes.subarray(0, 32 * 1024);
  record.sent += piece.length;
  response.write(piece, () => send(response, bytes.subarray(piece.length), record, then));
}
