import { Federation } from '../../server/federation.ts';
import { silentObserver } from '../../server/observer.ts';
import type { Door, Network, World } from '../../simulator/index.ts';
import { type Manifest, parseSequence } from '../../src/protocol/index.ts';
import { type Disk, DiskError } from './disk.ts';
import type { Watch } from './invariants.ts';
import type { Ledger } from './ledger.ts';
import { Life } from './life.ts';
import type { Oracle } from './oracle.ts';
import { Wiretap } from './wiretap.ts';

/** Milliseconds until a supervisor starts a relay again that has failed. */
const SUPERVISED = [200, 3000] as const;
/** Milliseconds that the reconstruction takes for an entry. */
const RECONSTRUCTION = [10, 1500] as const;

/** What a relay runs on. */
export interface RelayParts {
  readonly world: World;
  readonly network: Network<Door>;
  readonly manifest: Manifest;
  readonly disk: Disk;
  readonly ledger: Ledger;
  readonly oracle: Oracle;
  readonly watch: Watch;
}

/** A relay's process, again and again: the real core on a disk and a clock that may both be bad. */
export class Relay {
  readonly #parts: RelayParts;
  readonly #wiretap: Wiretap;
  #life: Life | null = null;
  #federation: Federation | null = null;
  /** Milliseconds by which its clock is wrong, also after a restart. */
  skew = 0;
  starts = 0;
  failures = 0;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#wiretap = new Wiretap(parts.ledger, parts.disk.log.epoch, parts.watch);
  }

  /** Participant and round of each ACK that was said. */
  get acked(): ReadonlySet<string> {
    return this.#wiretap.acked;
  }

  get isUp(): boolean {
    return this.#life !== null;
  }

  async start(): Promise<void> {
    const { world, network, manifest, disk, watch, ledger } = this.#parts;
    if (this.#life) return;
    const life = new Life(world, `relay/${++this.starts}`);
    life.skew = this.skew;
    this.#life = life;
    watch.note(`${life.name} starts`);
    const federation = await Federation.load({
      manifest,
      log: disk.open(life),
      surroundings: {
        now: () => life.now(),
        after: (milliseconds, run) => life.after(milliseconds, run),
        random: () => world.draw(),
        soon: (run) => void life.after(0, run),
      },
      observer: { ...silentObserver, failed: (error) => this.#failed(life, error) },
    });
    if (life.isOver) return;
    ledger.loaded(life.now());
    this.#federation = federation;
    network.relay = this.#wiretap.door(federation, life);
    federation.onEntry(() => this.#reconstruct(federation, life));
    this.#reconstruct(federation, life);
  }

  /** The process is gone, at whatever await it was. */
  crash(): void {
    const life = this.#life;
    if (!life) return;
    const { network, disk, watch } = this.#parts;
    watch.note(`${life.name} crashes`);
    life.end();
    disk.tear(life);
    this.#federation?.abandon();
    this.#federation = null;
    this.#life = null;
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

  /** A supervisor starts it after a while. */
  startLater(milliseconds: number): void {
    this.#parts.world.after(milliseconds, () => void this.start());
  }

  /** Its clock is set, while it runs. */
  setClock(skew: number): void {
    this.#parts.watch.note(`the relay's clock is set to ${(skew / 1000).toFixed(0)} s off`);
    this.skew = skew;
    if (this.#life) this.#life.skew = skew;
  }

  /** As the worker thread does: follows the log, and says what fingerprint it comes to. */
  #reconstruct(federation: Federation, life: Life): void {
    const { world, oracle, ledger } = this.#parts;
    life.after(world.between(...RECONSTRUCTION), () => {
      const sequence = ledger.head;
      void oracle.advance().then(() => {
        const fingerprint = oracle.fingerprint(sequence);
        if (!life.isOver && fingerprint !== undefined && federation.head.sequence >= sequence) {
          federation.publish(parseSequence(sequence), fingerprint);
        }
      });
    });
  }

  /** A disk that fails stops a relay, and a supervisor starts it again; anything else is a mistake. */
  #failed(life: Life, error: unknown): void {
    const { world, watch } = this.#parts;
    watch.note(`${life.name} fails: ${String(error)}`);
    this.failures++;
    if (!(error instanceof DiskError)) watch.fail('I9', `The relay failed: ${String(error)}`);
    this.crash();
    this.startLater(world.between(...SUPERVISED));
  }
}
