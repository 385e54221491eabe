import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RELAY_PATH, SUBPROTOCOL } from '../../src/protocol/index.ts';

/** Why a connection is not taken: the status line, and seconds after which to try again. */
export interface Refusal {
  readonly status: string;
  readonly retryAfter?: number;
}

/** A subprotocol of this program, of whatever version. */
const OURS = /^dandelion\.\d{1,5}$/;

/** What a request for a WebSocket is refused for, whoever asks; null where it is not. [T2] */
export function refusalOf({ url, headers }: IncomingMessage, origins: readonly string[]): Refusal | null {
  if (url?.split('?')[0] !== RELAY_PATH) return { status: '404 Not Found' };
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (!offered.some((name) => OURS.test(name))) return { status: '400 Bad Request' };
  const { origin } = headers;
  // Programs send none; a page of another host must not use its visitor's address to reach a relay at home.
  const isOurs = origin === undefined || origins.includes(origin) || hostOf(origin) === headers.host;
  return isOurs ? null : { status: '403 Forbidden' };
}

/** This version where the client speaks it; else one that it does speak, so that it can be told to be updated. */
export function chooseProtocol(offered: ReadonlySet<string>): string | false {
  return offered.has(SUBPROTOCOL) ? SUBPROTOCOL : ([...offered].find((name) => OURS.test(name)) ?? false);
}

export function refuse(socket: Duplex, { status, retryAfter }: Refusal): void {
  const later = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
