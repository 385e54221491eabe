import { type Cluster, MemoryCluster, MemoryDatabase, UnreachableError } from '../../server/cluster/index.ts';
import type { World } from '../../simulator/index.ts';
import type { Disk } from './disk.ts';
import type { Life } from './life.ts';

/** Milliseconds until a notification is there, and until a call fails where the database cannot be reached. */
const NOTIFIED = [0, 60] as const;
const FAILING = [10, 3000] as const;

/** Calls that change nothing: a death in the middle of one leaves nothing behind. */
const READS = new Set(['sessions', 'letters', 'news']);

/** A database that several nodes share, over a network of its own. */
export class Database {
  readonly #world: World;
  readonly #disk: Disk;
  readonly #memory: MemoryDatabase;

  constructor(world: World, disk: Disk) {
    this.#world = world;
    this.#disk = disk;
    this.#memory = new MemoryDatabase(() => world.time);
  }

  /** A node's view of it. */
  open(life: Life): Cluster {
    const cluster = new MemoryCluster(this.#memory, life.name);
    const world = this.#world;
    const disk = this.#disk;
    const call = async (name: string, run: () => unknown): Promise<unknown> => {
      if (this.#memory.unreachable.has(life.name)) {
        await life.pass(world.between(...FAILING));
        throw new UnreachableError('The database cannot be reached.');
      }
      return READS.has(name) ? disk.read(run, life) : disk.commit(async () => run(), life);
    };
    return new Proxy<Cluster>(cluster, {
      get: (_, name) => {
        if (name === 'listen') return (wake: Parameters<Cluster['listen']>[0]) => this.#listen(cluster, life, wake);
        if (name === 'commit') {
          const commit: Cluster['commit'] = (lease, { log: _log, ...rest }) =>
            cluster.commit(lease, { ...rest, log: disk.recording(life, lease.fence) });
          return (...given: Parameters<Cluster['commit']>) => call(name, () => commit(...given));
        }
        const member: unknown = Reflect.get(cluster, name, cluster);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => call(String(name), () => Reflect.apply(member, cluster, given));
      },
    });
  }

  #listen(cluster: Cluster, life: Life, wake: Parameters<Cluster['listen']>[0]): () => void {
    return cluster.listen((federation, topic) => {
      life.after(this.#world.between(...NOTIFIED), () => wake(federation, topic));
    });
  }

  /** A node cannot reach it. @returns mends that */
  cutOff(node: string): () => void {
    this.#memory.unreachable.add(node);
    return () => this.#memory.unreachable.delete(node);
  }

  /** A node is not notified of anything. @returns mends that */
  deafen(node: string): () => void {
    this.#memory.deaf.add(node);
    return () => this.#memory.deaf.delete(node);
  }
}
