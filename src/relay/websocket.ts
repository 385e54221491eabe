import { RELAY_PATH, SUBPROTOCOL } from '../protocol/index.ts';
import type { Connection, ConnectionEvents, Transport } from './transport.ts';

/** The part of the WebSocket interface that browsers and the `ws` package share. */
export interface SocketLike {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

/** Opens sockets: `(url, protocol) => new WebSocket(url, protocol)`. */
export type OpenSocket = (url: string, protocol: string) => SocketLike;

/** Milliseconds for a socket to open: where packets vanish, a browser itself waits for minutes. */
const OPEN_WITHIN = 20_000;

/** The address of a relay's socket, from its origin (http or https). */
function socketAddress(relay: string): string {
  const url = new URL(RELAY_PATH, relay);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** A relay behind a WebSocket. */
export class WebSocketTransport implements Transport {
  readonly #url: string;
  readonly #open: OpenSocket;

  constructor(relay: string, open: OpenSocket) {
    this.#url = socketAddress(relay);
    this.#open = open;
  }

  connect(events: ConnectionEvents, signal: AbortSignal): Promise<Connection | null> {
    return new Promise((resolve) => {
      const socket = this.#open(this.#url, SUBPROTOCOL);
      socket.binaryType = 'arraybuffer';
      let closed = false;
      const giveUp = (): void => socket.close();
      const timer = setTimeout(giveUp, OPEN_WITHIN);
      signal.addEventListener('abort', giveUp);
      const settle = (connection: Connection | null): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(connection);
      };
      // An error is always followed by close, which settles the promise and tells the owner once.
      socket.addEventListener('error', () => {});
      socket.addEventListener('close', () => {
        if (closed) return;
        closed = true;
        events.close();
        settle(null);
      });
      socket.addEventListener('message', ({ data }) => {
        if (data instanceof ArrayBuffer && !closed) events.frame(new Uint8Array(data));
      });
      socket.addEventListener('open', () =>
        settle({ send: (frame) => !closed && socket.send(frame), close: () => socket.close() }),
      );
    });
  }
}
