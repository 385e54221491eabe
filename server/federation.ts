import {
  type Epoch,
  type Hash,
  type Manifest,
  type ParticipantId,
  type Sequence,
  manifestHash,
} from '../src/protocol/index.ts';
import { type AccessStore, Gate } from './access/index.ts';
import { Member, type MemberSetup } from './cluster/index.ts';
import type { CommandResult } from './commands.ts';
import { Coordinator } from './coordinator.ts';
import { Gateway } from './gateway.ts';
import { type Attendance, DirectLink } from './link.ts';
import type { Head, Log, LogState, Status, Write } from './log/index.ts';
import type { Observer } from './observer.ts';
import { type RosterView, mergeRosters } from './organising/index.ts';
import type { Connection, Transport } from './peer.ts';
import { attendanceOf } from './presence.ts';
import { type Command, type Room, rulesOf } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** What a federation is built from. */
export interface FederationSetup {
  readonly manifest: Manifest;
  readonly log: Log;
  readonly surroundings: Surroundings;
  readonly observer: Observer;
  /** Who may join; needed where the manifest says that one is invited. */
  readonly access?: AccessStore;
  /** Where other nodes serve it too: what they share, and who is told of what is amiss between them. */
  readonly shared?: Pick<MemberSetup, 'cluster' | 'troubled' | 'contradicted'>;
}

/**
 * One federation as its node serves it. Alone, it is a coordinator and a gateway, directly joined; where there are other
 * nodes it is a gateway and a member, which has the coordinator while this node has the lease.
 */
export class Federation {
  readonly manifest: Manifest;
  readonly hash: Hash;
  readonly log: Log;
  readonly #observer: Observer;
  readonly #gateway: Gateway;
  readonly #seat: Coordinator | Member;
  #stopped = false;

  /**
   * Goes on where the log ends, open round and all.
   * @throws ManifestError when the manifest's rounds could never close.
   */
  static async load(setup: FederationSetup): Promise<Federation> {
    const rules = rulesOf(setup.manifest);
    return new Federation(setup, rules, await setup.log.state());
  }

  private constructor(setup: FederationSetup, rules: ReturnType<typeof rulesOf>, state: LogState) {
    const { manifest, log, surroundings, observer, access, shared } = setup;
    this.manifest = manifest;
    this.hash = manifestHash(manifest);
    this.log = log;
    this.#observer = observer;
    const gate = manifest.access === 'invite' ? gateOf(manifest, access, surroundings) : null;
    const groups = access && {
      labelsOf: (participants: readonly ParticipantId[]) => access.labelsOf(manifest.id, participants),
    };
    const common = { manifest, log, state, gate, surroundings };
    if (shared) {
      const member = new Member({ manifest, rules, log, surroundings, observer, ...shared, ...groups });
      this.#seat = member;
      this.#gateway = new Gateway({ ...common, uplink: member, failed: (error) => member.note(error) });
      member.join(this.#gateway);
      return;
    }
    const link = new DirectLink(log, observer);
    const failed = (error: unknown): void => this.#fail(error);
    const coordinator = new Coordinator({
      ...{ rules, state, log, downlink: link, surroundings, observer, failed },
      ...groups,
    });
    this.#seat = coordinator;
    this.#gateway = new Gateway({ ...common, uplink: link, failed });
    link.join(this.#gateway, coordinator);
    coordinator.start();
  }

  get epoch(): Epoch {
    return this.log.epoch;
  }

  /** The end of the log. */
  get head(): Head {
    return this.#gateway.head;
  }

  /** The newest fingerprint of the reconstruction. */
  get fingerprint(): LogState['fingerprint'] {
    return this.#gateway.fingerprint;
  }

  /** @throws Error on a node that does not coordinate the federation now */
  get room(): Room {
    const coordinator = this.#coordinator;
    if (!coordinator) throw new Error('Another node coordinates this federation: the room is there.');
    return coordinator.room;
  }

  /** Whether this node decides what is in the log, and writes snapshots. */
  get isCoordinator(): boolean {
    return this.#coordinator !== null;
  }

  /** Whether the log is in a database that may be out of reach for a while. */
  get mayBeAway(): boolean {
    return this.#seat instanceof Member;
  }

  /** Why this node cannot do its part now, such as a database that does not answer; null when it can. */
  get trouble(): string | null {
    return this.#seat instanceof Member ? this.#seat.trouble : null;
  }

  get #coordinator(): Coordinator | null {
    return this.#seat instanceof Member ? this.#seat.coordinator : this.#seat;
  }

  /** Whether rounds open, and why not. */
  get status(): Status {
    return this.#gateway.status;
  }

  /** Carries out an organiser's command, or says why not. */
  command(command: Command): Promise<CommandResult> {
    return this.#gateway.command(command);
  }

  /** How many are here, on all nodes, and how far the open round is. */
  get attendance(): Attendance {
    return this.#seat instanceof Member ? this.#seat.attendance : attendanceOf(this.#seat.room);
  }

  /** Who takes part, on all nodes. @param most participants that are told one by one */
  async roster(most: number): Promise<RosterView> {
    const own = this.#gateway.roster.view(most);
    const others = this.#seat instanceof Member ? await this.#seat.rosters() : [];
    return mergeRosters(own, others, most);
  }

  /** @param listener called whenever the log has grown */
  onEntry(listener: () => void): void {
    this.#gateway.onEntry(listener);
  }

  /** @param challenge 32 random bytes that the client was sent already; drawn and sent where left out */
  connect(transport: Transport, challenge?: Uint8Array): Connection {
    return this.#gateway.connect(transport, challenge);
  }

  /** Lets go whose invite was revoked; other nodes do so within seconds. */
  async recheckAccess(): Promise<void> {
    await this.#gateway.recheck();
  }

  /** Takes in what the reconstruction gives for entry `sequence`. */
  publish(sequence: Sequence, fingerprint: string): void {
    this.#seat.publish(sequence, fingerprint);
  }

  /** Stores along with everything else; resolves when it is on disk. */
  async store(write: Write): Promise<void> {
    await this.#seat.store(write);
  }

  /** Finishes what was begun, tells everybody, and stops. */
  async close(): Promise<void> {
    if (this.#seat instanceof Member) await this.#seat.close();
    else await this.#seat.settled();
    this.#gateway.close();
    this.abandon();
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#stopped = true;
    this.#seat.abandon();
    this.#gateway.abandon();
  }

  /** A disk that does not follow: everybody is let go, and nothing more is said. */
  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#gateway.close();
    this.abandon();
    this.#observer.failed(error);
  }
}

function gateOf({ id }: Manifest, access: AccessStore | undefined, surroundings: Surroundings): Gate {
  if (!access) throw new Error(`Federation ${id} is by invitation only, and this relay keeps no invites.`);
  return new Gate(access, id, () => surroundings.now());
}
