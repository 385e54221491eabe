import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** Passes connections on to one port after another, and over those where nobody listens. */
export class Balancer {
  readonly #server: Server;
  readonly #ports: readonly number[];
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((socket) => this.#pass(socket, this.#ports.length));
  }

  static async start(ports: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(ports);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #pass(socket: Socket, tries: number): void {
    if (tries === 0) return void socket.destroy();
    const far = connect(this.#ports[this.#turn++ % this.#ports.length]!, '127.0.0.1');
    const refused = (): void => this.#pass(socket, tries - 1);
    far.once('error', refused);
    far.once('connect', () => {
      far.off('error', refused);
      for (const [one, other] of [
        [socket, far],
        [far, socket],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
  }
}
