import { Federation } from '../../server/federation.ts';
import { UnreachableError } from '../../server/cluster/index.ts';
import { LogError } from '../../server/log/index.ts';
import { silentObserver } from '../../server/observer.ts';
import type { Door, Network, World } from '../../simulator/index.ts';
import { type Manifest, parseSequence } from '../../src/protocol/index.ts';
import type { Balancer } from './balancer.ts';
import type { Database } from './database.ts';
import { type Disk, DiskError } from './disk.ts';
import type { Watch } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import { Life } from './life.ts';
import type { Oracle } from './oracle.ts';
import type { Sabotage } from './sabotage.ts';
import type { Wiretap } from './wiretap.ts';

/** Milliseconds until a supervisor starts a relay again that has failed. */
const SUPERVISED = [200, 3000] as const;
/** Milliseconds that the reconstruction takes for an entry. */
const RECONSTRUCTION = [10, 1500] as const;

/** What a relay runs on. */
export interface RelayParts {
  readonly world: World;
  readonly network: Network<Door>;
  readonly balancer: Balancer;
  readonly manifest: Manifest;
  readonly disk: Disk;
  /** Where it is one node of several. */
  readonly database: Database | null;
  readonly ledger: Ledger;
  readonly oracle: Oracle;
  readonly wiretap: Wiretap;
  readonly watch: Watch;
  readonly sabotage: Sabotage;
}

/** A relay's process, again and again: the real core on a disk, a database and a clock that may all be bad. */
export class Relay {
  readonly name: string;
  readonly #parts: RelayParts;
  #life: Life | null = null;
  #federation: Federation | null = null;
  /** Milliseconds by which its clock is wrong, also after a restart. */
  #skew = 0;
  starts = 0;

  constructor(name: string, parts: RelayParts) {
    this.name = name;
    this.#parts = parts;
  }

  /** Null while it is down. */
  get life(): Life | null {
    return this.#life;
  }

  /** Null while it is down, or starting. */
  get federation(): Federation | null {
    return this.#federation;
  }

  async start(): Promise<void> {
    const { world, network, balancer, manifest, disk, database, watch, wiretap, sabotage } = this.#parts;
    if (this.#life) return;
    const life = new Life(world, `${this.name}/${++this.starts}`);
    life.skew = this.#skew;
    this.#life = life;
    watch.note(`${life.name} starts`);
    const federation = await Federation.load({
      manifest,
      log: sabotage.log?.(disk.open(life), disk, life) ?? disk.open(life),
      surroundings: {
        now: () => life.now(),
        after: (milliseconds, run) => life.after(milliseconds, run),
        random: () => world.draw(),
        soon: (run) => void life.after(0, run),
      },
      observer: { ...silentObserver, failed: (error) => this.#failed(life, error) },
      ...(database && {
        shared: {
          cluster: sabotage.cluster?.(database.open(life), disk, life) ?? database.open(life),
          troubled: (error) => this.#troubled(life, error),
          contradicted: (error) => watch.fail('I8', `${life.name}: ${error.message}`),
        },
      }),
    });
    if (life.isOver) return;
    this.#federation = federation;
    balancer.up(life.name, wiretap.door(federation, life));
    network.relay = balancer;
    federation.onEntry(() => this.#reconstruct(federation, life));
    this.#reconstruct(federation, life);
  }

  /** The process is gone, at whatever await it was. */
  crash(): void {
    const life = this.#life;
    if (!life) return;
    const { network, balancer, disk, watch } = this.#parts;
    watch.note(`${life.name} is gone`);
    life.end();
    disk.tear(life);
    this.#federation?.abandon();
    this.#federation = null;
    this.#life = null;
    balancer.down(life.name);
    if (balancer.isUp) return;
    network.relay = null;
    network.cut();
  }

  /** As an operator stops it: it finishes what it has begun and says goodbye. */
  async shutDown(): Promise<void> {
    const federation = this.#federation;
    const life = this.#life;
    if (!federation || !life) return;
    this.#parts.watch.note(`${life.name} shuts down`);
    await federation.close();
    if (this.#life === life) this.crash();
  }

  /** It stands still, as a process that was paused or a machine that is starved. @returns lets it go on */
  freeze(): () => void {
    const life = this.#life;
    if (!life) return () => {};
    this.#parts.watch.note(`${life.name} freezes`);
    life.freeze();
    if (this.#parts.database) this.#parts.disk.overtake(life);
    return () => {
      if (!life.isOver) this.#parts.watch.note(`${life.name} goes on`);
      life.thaw();
    };
  }

  /** @returns mends it */
  cutOff(): () => void {
    const { database, watch } = this.#parts;
    if (!this.#life || !database) return () => {};
    watch.note(`${this.#life.name} cannot reach the database`);
    return database.cutOff(this.#life.name);
  }

  /** @returns mends it */
  deafen(): () => void {
    const { database } = this.#parts;
    return this.#life && database ? database.deafen(this.#life.name) : () => {};
  }

  /** Its clock is set, while it runs. */
  setClock(skew: number): void {
    this.#parts.watch.note(`${this.name}'s clock is set to ${(skew / 1000).toFixed(0)} s off`);
    this.#parts.ledger.clockWasSet();
    this.#skew = skew;
    if (this.#life) this.#life.skew = skew;
  }

  /** As the worker thread does: follows the log, and says what fingerprint it comes to. */
  #reconstruct(federation: Federation, life: Life): void {
    const { world, oracle, ledger } = this.#parts;
    life.after(world.between(...RECONSTRUCTION), () => {
      const sequence = Math.min(ledger.head, federation.head.sequence);
      void oracle.advance().then(() => {
        const fingerprint = oracle.fingerprint(sequence);
        if (!life.isOver && fingerprint !== undefined) federation.publish(parseSequence(sequence), fingerprint);
      });
    });
  }

  /** A disk that fails stops a relay, and a supervisor starts it again; anything else is a mistake. */
  #failed(life: Life, error: unknown): void {
    const { world } = this.#parts;
    this.#troubled(life, error);
    this.crash();
    world.after(world.between(...SUPERVISED), () => void this.start());
  }

  #troubled({ name }: Life, error: unknown): void {
    const { watch } = this.#parts;
    watch.note(`${name}: ${String(error)}`);
    if (error instanceof DiskError || error instanceof UnreachableError) return;
    // A relay that contradicts its log would have written what does not follow.
    watch.fail(
      error instanceof LogError ? 'I1' : 'I9',
      `${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
