import type { Connection, Transport } from '../../server/peer.ts';
import type { Door, World } from '../../simulator/index.ts';

/** What stands before the nodes of a relay: hands each connection to one that is up. */
export class Balancer implements Door {
  readonly #world: World;
  readonly #doors = new Map<string, Door>();
  readonly #connections = new Map<string, Set<Transport>>();

  constructor(world: World) {
    this.#world = world;
  }

  get isUp(): boolean {
    return this.#doors.size > 0;
  }

  up(node: string, door: Door): void {
    this.#doors.set(node, door);
    this.#connections.set(node, new Set());
  }

  /** Its connections are gone with it. */
  down(node: string): void {
    this.#doors.delete(node);
    for (const transport of this.#connections.get(node) ?? []) transport.close('shutting-down');
    this.#connections.delete(node);
  }

  connect(transport: Transport): Connection {
    const [node, door] = this.#world.pick([...this.#doors]);
    this.#connections.get(node)?.add(transport);
    const connection = door.connect(transport);
    return {
      ...connection,
      disconnected: () => {
        this.#connections.get(node)?.delete(transport);
        connection.disconnected();
      },
    };
  }
}
