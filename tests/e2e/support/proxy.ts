import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { type ClientMessage, decodeClientMessage } from '../../../src/protocol/index.ts';
import { BINARY, type Recording, type SentFrame, framesOf, requestsOf } from './frames.ts';

/** Stands between a browser and the relay: sees every byte that leaves, can hold them back, and can cut the line. */
export class RecordingProxy {
  readonly recordings: Recording[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held: (() => void)[] | null = null;
  #cut = false;

  private constructor(target: () => number) {
    this.#server = createServer((browser) => this.#accept(browser, target()));
  }

  /** @param target the relay's port, asked for with every connection */
  static async start(target: () => number): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  /** The page's address through this proxy. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  #accept(browser: Socket, port: number): void {
    if (this.#cut) return void browser.destroy();
    const relay = connect(port, '127.0.0.1');
    const recording: Recording = { chunks: [] };
    this.recordings.push(recording);
    for (const [socket, other] of [
      [browser, relay],
      [relay, browser],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => (this.#sockets.delete(socket), other.destroy()));
    }
    browser.on('data', (chunk: Buffer) => {
      recording.chunks.push(chunk);
      const pass = (): void => void (relay.destroyed || relay.write(chunk));
      if (this.#held) this.#held.push(pass);
      else pass();
    });
    relay.on('data', (chunk: Buffer) => void (browser.destroyed || browser.write(chunk)));
  }

  /** Records what the browser sends from now on without passing it on. */
  hold(): void {
    this.#held ??= [];
  }
  /** Passes on what was held back, in order. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const pass of held) pass();
  }

  /** Every connection breaks, and no new one comes about. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }
  mend(): void {
    this.#cut = false;
  }

  /** Everything that was sent, as it lay on the wire, WebSocket masks taken off. */
  everything(): Buffer {
    return Buffer.concat([
      ...this.recordings.flatMap((recording) => requestsOf(recording).map((request) => Buffer.from(request, 'latin1'))),
      ...this.recordings.flatMap(framesOf).map(({ payload }) => payload),
    ]);
  }

  requests(): string[] {
    return this.recordings.flatMap(requestsOf);
  }

  frames(): SentFrame[] {
    return this.recordings.flatMap(framesOf);
  }

  /** Messages of the protocol with the bytes that they were. */
  messages(): { message: ClientMessage; bytes: Buffer }[] {
    return this.frames()
      .filter(({ opcode }) => opcode === BINARY)
      .map(({ payload }) => ({ message: decodeClientMessage(payload), bytes: payload }));
  }

  /** The frames of all contributions by round: several where one was sent again. */
  contributions(): Map<number, Buffer[]> {
    const byRound = new Map<number, Buffer[]>();
    for (const { message, bytes } of this.messages()) {
      if (message.type !== 'contribution') continue;
      byRound.set(message.round, [...(byRound.get(message.round) ?? []), bytes]);
    }
    return byRound;
  }

  stop(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
