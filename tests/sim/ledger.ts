import type { Status, StoredContribution, Write } from '../../server/log/index.ts';
import { type Hash, type Manifest, type ParticipantId, manifestHash } from '../../src/protocol/index.ts';
import type { Watch } from './invariants.ts';
import type { Life } from './life.ts';
import { type Append, type LedgerRound, checkEntry } from './ledger-entry.ts';
import { Learned } from './learned.ts';
import { type Said, isSame } from './said.ts';

/**
 * What is on the relay's disk, followed commit by commit and by rules of its own, written apart from the relay's: whatever
 * a relay stores that it must not is a violation at once.
 */
export class Ledger {
  readonly manifest: Manifest;
  readonly watch: Watch;
  readonly entries: Uint8Array[] = [];
  /** Rounds by number, as they were opened last: who was ever asked, and on which chain value. */
  readonly rounds = new Map<number, { readonly chain: Hash; readonly asked: Set<ParticipantId> }>();
  readonly fingerprints = new Map<number, string>();
  readonly learned = new Learned();
  round: LedgerRound | null = null;
  status: Status['state'] = 'running';
  chain: Hash;
  /** Came late, and wait for an entry. */
  late: StoredContribution[] = [];
  /** Of all kinds, for tests that check the checks. */
  readonly counts = { late: 0, rollbacks: 0, cancelled: 0, extended: 0, atTarget: 0, clipped: 0, guarded: 0 };
  /** The entry that counts a contribution, by participant and round. */
  readonly #counted = new Map<string, number>();
  #areClocksRight = true;
  #fence = { number: 0, holder: '' };
  readonly #said: Said;

  constructor(manifest: Manifest, watch: Watch, said: Said) {
    this.manifest = manifest;
    this.watch = watch;
    this.#said = said;
    this.chain = manifestHash(manifest);
  }

  get head(): number {
    return this.entries.length;
  }

  /** Contributions that entries count. */
  get counted(): number {
    return this.#counted.size;
  }

  /** Whether an entry is on disk, as these bytes. */
  has(entry: Uint8Array): boolean {
    // The number is behind the kind, in every kind of entry. [L2]
    const stored = this.entries[Buffer.from(entry.buffer, entry.byteOffset).readUInt32BE(1) - 1];
    return stored !== undefined && Buffer.from(stored).equals(entry);
  }

  /** Whether a contribution is on disk, in an entry or on its way into one. */
  holds(participant: string, round: number): boolean {
    const waiting = [...(this.round?.contributions ?? []), ...this.late];
    return (
      waiting.some((stored) => stored.participant === participant && stored.contribution.round === round) ||
      this.#counted.has(`${participant} ${round}`)
    );
  }

  /** The clock of a relay was set: the times of the open round are not what they were. [R7] */
  clockWasSet(): void {
    this.#areClocksRight = false;
    if (this.round) this.round.isTimed = false;
  }

  committed(writes: readonly Write[], { name }: Life, fence: number | null): void {
    if (fence !== null) this.#checkFence(fence, name);
    // Two nodes of which one has a wrong clock do not agree on what was when.
    if (this.round && this.round.by !== name && !this.#areClocksRight) this.round.isTimed = false;
    for (const [i, write] of writes.entries()) {
      // What ends a round before its time is said right behind it.
      const next = writes.slice(i + 1).find(({ type }) => type === 'append' || type === 'status');
      this.#take(write, name, next ?? null);
    }
  }

  /** Whoever commits has the newest fence, and has it alone. */
  #checkFence(fence: number, by: string): void {
    if (fence < this.#fence.number || (fence === this.#fence.number && by !== this.#fence.holder)) {
      const { number, holder } = this.#fence;
      this.watch.fail('I11', `${by} commits under fence ${fence}, where ${holder} has ${number}.`);
    }
    this.#fence = { number: fence, holder: by };
  }

  #take(write: Write, by: string, next: Write | null): void {
    const { watch } = this;
    switch (write.type) {
      case 'open':
        return this.#open(write, by);
      case 'extend': {
        watch.note(`${by} extends the round to ${write.asked.length}`);
        if (!this.round) return watch.fail('I1', 'A round was extended that is not open.');
        this.counts.extended++;
        Object.assign(this.round, { deadline: write.deadline, asked: new Set(write.asked) });
        for (const participant of write.asked) this.rounds.get(this.round.number)?.asked.add(participant);
        return;
      }
      case 'contribution':
        return this.#contribution(write.stored, by);
      case 'late':
        return this.#lateContribution(write.stored, by);
      case 'cancel': {
        watch.note(`${by} drops the round`);
        this.counts.cancelled++;
        if (!this.round || this.round.contributions.length > 0)
          watch.fail('I2', 'A round was dropped that has answers.');
        this.round = null;
        return;
      }
      case 'append': {
        watch.note(`${by} appends entry ${write.sequence} of ${write.participants.length}`);
        for (const [participant, round] of checkEntry(this, write, next))
          this.#count(participant, round, write.sequence);
        this.#appended(write);
        return;
      }
      case 'forget':
        return this.learned.forget(write.after);
      case 'status': {
        watch.note(`${by} is ${write.status.state} (${write.status.cause})`);
        if (this.status === 'stopped' && write.status.state !== 'archived' && write.status.state !== 'stopped') {
          watch.fail('I10', `A stopped federation is ${write.status.state} again.`);
        }
        if (write.status.cause === 'guard') this.counts.guarded++;
        this.status = write.status.state;
        return;
      }
      case 'fingerprint': {
        const known = this.fingerprints.get(write.sequence);
        if (known !== undefined && known !== write.fingerprint) {
          watch.fail('I8', `State ${write.sequence} has two fingerprints.`);
        }
        this.fingerprints.set(write.sequence, write.fingerprint);
        return;
      }
      case 'guard':
      case 'evaluations':
      case 'snapshot':
        return;
      default:
        write satisfies never;
    }
  }

  #open({ round: { number, chain, openedAt, deadline, asked } }: Write & { type: 'open' }, by: string): void {
    const { watch } = this;
    const { quorum, maximum, deadline: longest } = this.manifest.round;
    watch.note(`${by} opens round ${number} for ${asked.length}`);
    if (this.status !== 'running') watch.fail('I10', `Round ${number} opens while the federation is ${this.status}.`);
    if (number !== this.head + 1 || chain !== this.chain) watch.fail('I1', `Round ${number} does not follow.`);
    if (this.round) watch.fail('I1', `Round ${number} opens while another one is open.`);
    if (asked.length < quorum || asked.length > maximum || new Set(asked).size !== asked.length) {
      watch.fail('I5', `${asked.length} are asked, where ${quorum} to ${maximum} may be.`);
    }
    const time = deadline - openedAt;
    if (time > longest * 1000 || time < Math.min(1000, longest * 1000)) {
      watch.fail('I6', `Round ${number} is to be open for ${time} ms.`);
    }
    const isTimed = true;
    this.round = { number, chain, openedAt, deadline, by, isTimed, asked: new Set(asked), contributions: [] };
    this.rounds.set(number, { chain, asked: new Set(asked) });
  }

  #contribution(stored: StoredContribution, by: string): void {
    const { participant, contribution } = stored;
    const { round, watch } = this;
    const name = `${short(participant)} in round ${contribution.round}`;
    watch.note(`${by} stores ${name}`);
    this.#checkSaid(stored, name);
    if (contribution.round !== round?.number) return watch.fail('I2', `The round of ${name} is not open.`);
    if (contribution.chain !== round.chain) watch.fail('I2', `The round was opened on another chain value: ${name}.`);
    if (!round.asked.has(participant)) watch.fail('I5', `Nobody asked ${name}.`);
    if (this.holds(participant, contribution.round)) watch.fail('I3', `A second contribution of ${name} is stored.`);
    round.contributions.push(stored);
  }

  #lateContribution(stored: StoredContribution, by: string): void {
    const { participant, contribution } = stored;
    const { watch } = this;
    const { late = 0 } = this.manifest.round;
    const name = `${short(participant)} in round ${contribution.round}`;
    watch.note(`${by} stores late ${name}`);
    this.counts.late++;
    this.#checkSaid(stored, name);
    const past = this.rounds.get(contribution.round);
    const isTooLate = this.head + 1 - contribution.round > late;
    if (contribution.round > this.head || isTooLate) watch.fail('I5', `It is not the time for ${name}.`);
    if (!past?.asked.has(participant)) watch.fail('I5', `Nobody asked ${name}.`);
    if (past?.chain !== contribution.chain) watch.fail('I2', `The round was opened on another chain value: ${name}.`);
    if (this.holds(participant, contribution.round)) watch.fail('I3', `A second contribution of ${name} is stored.`);
    this.late.push(stored);
  }

  #checkSaid({ participant, contribution }: StoredContribution, name: string): void {
    const said = this.#said.of(participant, contribution.round);
    if (said.length === 0) this.watch.fail('I13', `The owner of the key said nothing: ${name}.`);
    else if (!said.some((one) => isSame(one, contribution))) this.watch.fail('I2', `It is not what was said: ${name}.`);
  }

  #appended({ bytes, chain }: Append): void {
    if (this.round) this.learned.closed(this.round);
    this.entries.push(bytes.slice());
    this.chain = chain;
    this.round = null;
    this.late = [];
  }

  #count(participant: ParticipantId, round: number, sequence: number): void {
    const name = `${participant} ${round}`;
    const before = this.#counted.get(name);
    if (before !== undefined) {
      this.watch.fail('I3', `${short(participant)} of round ${round} is in entries ${before} and ${sequence}.`);
    }
    this.#counted.set(name, sequence);
  }
}

/** Enough of a pseudonym to tell it from the others of a simulation. */
export function short(participant: string): string {
  return participant.slice(0, 6);
}
