import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { WebSocketServer } from 'ws';
import { encodeServerMessage } from '../../../src/protocol/index.ts';

/** Stands before a relay as a reverse proxy does, counts what it passes on, and makes the trouble that it is told to. */
export class Front {
  /** Bytes of bodies that went to the browser, by path, and the ranges that were asked for. */
  readonly sent = new Map<string, number>();
  readonly ranges = new Map<string, string[]>();
  /** Answers of these paths stop after so many bytes, and the connection stays. */
  stall: { readonly path: RegExp; readonly after: number } | null = null;
  /** Answers of these paths are a 404. */
  missing: RegExp | null = null;
  /** Speaks this version of the protocol in the relay's place. */
  version: number | null = null;
  #gone = false;
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly #port: () => number;

  /** @param port the relay's */
  private constructor(port: () => number) {
    this.#port = port;
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
    this.#server.on('connection', (socket) => {
      if (this.#gone) return void socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
    this.#server.on('upgrade', (asked, socket: Socket, head) => {
      if (this.version !== null) return this.#speak(asked, socket, head, this.version);
      const relay = connect(this.#port(), '127.0.0.1');
      const { method, url, httpVersion, rawHeaders } = asked;
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
      relay.write(`${method} ${url} HTTP/${httpVersion}\r\n${lines.join('\r\n')}\r\n\r\n`);
      relay.write(head);
      relay.pipe(socket).pipe(relay);
      for (const [one, other] of [
        [relay, socket],
        [socket, relay],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
  }

  static async start(port: () => number): Promise<Front> {
    const front = new Front(port);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every connection breaks, and no new one comes about, until it is back. */
  set gone(value: boolean) {
    this.#gone = value;
    if (value) for (const socket of this.#sockets) socket.destroy();
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = new URL(asked.url ?? '/', this.url).pathname;
    if (asked.headers.range) this.ranges.set(path, [...(this.ranges.get(path) ?? []), asked.headers.range]);
    if (this.missing?.test(path)) return void answer.writeHead(404).end();
    const { method, url, headers } = asked;
    const passed = request({ port: this.#port(), host: '127.0.0.1', method, path: url, headers }, (found) => {
      answer.writeHead(found.statusCode ?? 502, found.headers);
      let gone = 0;
      found.on('data', (chunk: Buffer) => {
        const rule = this.stall?.path.test(path) ? this.stall : null;
        const part = rule ? chunk.subarray(0, Math.max(0, rule.after - gone)) : chunk;
        gone += chunk.length;
        this.sent.set(path, (this.sent.get(path) ?? 0) + part.length);
        answer.write(part);
      });
      found.on('end', () => {
        if (!this.stall?.path.test(path)) answer.end();
      });
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  }

  #speak(asked: IncomingMessage, socket: Socket, head: Buffer, version: number): void {
    const server = new WebSocketServer({ noServer: true });
    server.handleUpgrade(asked, socket, head, (client) => {
      client.send(encodeServerMessage({ type: 'challenge', version, nonce: new Uint8Array(32) }));
    });
  }

  stop(): Promise<void> {
    this.gone = true;
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
