import {
  type Epoch,
  type EvaluationView,
  type Manifest,
  type ParticipantId,
  type Sequence,
  manifestHash,
  parseSequence,
} from '../../src/protocol/index.ts';
import { MemoryAccessStore } from '../access/index.ts';
import {
  type ClosedRound,
  type Contributors,
  type Log,
  LogError,
  type LogState,
  type LogStore,
  type OpenRound,
  type PublishedFingerprint,
  RECENT_ROUNDS,
  RUNNING,
  type SnapshotRecord,
  type StoredContribution,
  type TimelineRow,
  type KeptFederation,
  type TimelineTotals,
  UNGUARDED,
  type Write,
  otherManifest,
} from './log.ts';
import { MemoryTimeline } from './memory-timeline.ts';

/** Logs in memory, for tests and the simulator: everything resolves within microtasks. Outlives the relays on it. */
export class MemoryLogStore implements LogStore {
  readonly access = new MemoryAccessStore();
  readonly #logs = new Map<string, { hash: string; log: MemoryLog }>();
  readonly #manifests = new Map<string, Manifest>();
  readonly #kept = new Set<string>();

  async open(manifest: Manifest, drawEpoch: () => Epoch): Promise<Log> {
    const hash = manifestHash(manifest);
    const known = this.#logs.get(manifest.id);
    if (known && known.hash !== hash) throw otherManifest(manifest.id, known.hash, hash);
    const log = known?.log ?? new MemoryLog(manifest, drawEpoch());
    this.#logs.set(manifest.id, { hash, log });
    this.#manifests.set(manifest.id, manifest);
    return log;
  }

  async keep(federation: string): Promise<void> {
    this.#kept.add(federation);
  }

  async kept(but: readonly string[] = []): Promise<KeptFederation[]> {
    return [...this.#kept].flatMap((id) =>
      but.includes(id) ? [] : [{ id, manifest: this.#manifests.get(id) ?? null }],
    );
  }

  async close(): Promise<void> {}
}

/** What is replaced as a whole: the value before a commit is the way back from it. */
interface Contents extends Pick<LogState, 'head' | 'fingerprint' | 'status' | 'guard'> {
  readonly round: Omit<OpenRound, 'contributions'> | null;
  readonly recent: readonly ClosedRound[];
  readonly snapshots: readonly SnapshotRecord[];
}

interface StoredEntry {
  readonly bytes: Uint8Array;
  /** Bytes of all entries up to this one. */
  readonly total: number;
  readonly participants: ReadonlySet<ParticipantId>;
  /** With latecomers of earlier rounds. */
  readonly contributors: readonly ParticipantId[];
}

type Contributions = Map<ParticipantId, StoredContribution>;

/** What grows is changed in place, so that a write costs the same however much there is; each change knows its undoing. */
class MemoryLog implements Log {
  readonly epoch: Epoch;
  readonly #entries: StoredEntry[] = [];
  readonly #fingerprints = new Map<number, string>();
  /** By `lateKey`: those in no entry yet, and all that ever came. */
  readonly #late = new Map<string, StoredContribution>();
  readonly #everLate = new Set<string>();
  readonly #organising = new MemoryTimeline();
  #contributions: Contributions = new Map();
  #contents: Contents;
  #undo: (() => void)[] = [];

  constructor(manifest: Manifest, epoch: Epoch) {
    this.epoch = epoch;
    this.#contents = {
      head: { sequence: parseSequence(0), chain: manifestHash(manifest) },
      round: null,
      fingerprint: null,
      status: RUNNING,
      guard: UNGUARDED,
      recent: [],
      snapshots: [],
    };
  }

  async state(): Promise<LogState> {
    const { head, round, fingerprint, status, guard, recent } = this.#contents;
    const late = [...this.#late.values()].toSorted(
      (a, b) => a.contribution.round - b.contribution.round || (a.participant < b.participant ? -1 : 1),
    );
    return {
      head,
      fingerprint,
      status,
      guard,
      late,
      round: round && { ...round, contributions: [...this.#contributions.values()] },
      recent: recent.map((closed) => ({
        ...closed,
        missing: closed.missing.filter((id) => !this.#everLate.has(lateKey(closed.number, id))),
      })),
    };
  }

  async commit(writes: readonly Write[]): Promise<void> {
    const before = this.#contents;
    const contributions = this.#contributions;
    try {
      for (const write of writes) this.#write(write);
    } catch (error) {
      for (const undo of this.#undo.toReversed()) undo();
      this.#contents = before;
      this.#contributions = contributions;
      throw error;
    } finally {
      this.#undo = [];
    }
  }

  async entries(from: Sequence, maxBytes: number): Promise<Uint8Array[]> {
    const page: Uint8Array[] = [];
    let bytes = 0;
    for (let at = Math.max(0, from - 1); at < this.#entries.length; at++) {
      const entry = this.#entries[at]!;
      bytes += entry.bytes.length;
      if (page.length > 0 && bytes > maxBytes) break;
      page.push(entry.bytes);
    }
    return page;
  }

  async entryBytes(after: Sequence): Promise<number> {
    const total = this.#entries.at(-1)?.total ?? 0;
    return after >= this.#entries.length ? 0 : total - (this.#entries[after - 1]?.total ?? 0);
  }

  async contributed(sequence: Sequence, participant: ParticipantId): Promise<boolean> {
    return (
      (this.#entries[sequence - 1]?.participants.has(participant) ?? false) ||
      this.#everLate.has(lateKey(sequence, participant))
    );
  }

  async fingerprint(sequence: Sequence): Promise<string | null> {
    return this.#fingerprints.get(sequence) ?? null;
  }

  async fingerprints(from: Sequence, to: Sequence): Promise<PublishedFingerprint[]> {
    return [...this.#fingerprints]
      .filter(([sequence]) => sequence >= from && sequence <= to)
      .map(([sequence, fingerprint]) => ({ sequence: parseSequence(sequence), fingerprint }))
      .toSorted((a, b) => a.sequence - b.sequence);
  }

  async snapshots(): Promise<SnapshotRecord[]> {
    return [...this.#contents.snapshots];
  }

  async timeline(after: Sequence, limit: number): Promise<TimelineRow[]> {
    return this.#organising.rounds(after, limit);
  }

  async timelineTotals(): Promise<TimelineTotals> {
    return this.#organising.totals();
  }

  async evaluations(after: Sequence, limit: number, group: string | null): Promise<EvaluationView[]> {
    return this.#organising.evaluations(after, limit, group);
  }

  async contributors(after: Sequence, limit: number): Promise<Contributors[]> {
    return this.#entries.slice(after, after + limit).flatMap(({ contributors }, i) => {
      const sequence = parseSequence(after + i + 1);
      return contributors.length === 0 ? [] : [{ sequence, participants: contributors }];
    });
  }

  #write(change: Write): void {
    const contents = this.#contents;
    const { head, round } = contents;
    switch (change.type) {
      case 'open': {
        if (round) throw new LogError(`Round ${round.number} is open already.`);
        if (change.round.number !== head.sequence + 1) {
          throw new LogError(`Round ${change.round.number} does not follow entry ${head.sequence}.`);
        }
        const { number, chain, openedAt, deadline, asked } = change.round;
        this.#contents = { ...contents, round: { number, chain, openedAt, deadline, asked } };
        return;
      }
      case 'extend':
        if (!round) throw new LogError('No round is open.');
        this.#contents = { ...contents, round: { ...round, deadline: change.deadline, asked: change.asked } };
        return;
      case 'contribution': {
        const { participant, contribution } = change.stored;
        if (round?.number !== contribution.round) throw new LogError(`Round ${contribution.round} is not open.`);
        if (this.#contributions.has(participant)) throw hasContributed(participant, round.number);
        this.#set(this.#contributions, participant, change.stored);
        return;
      }
      case 'late': {
        const { participant, contribution } = change.stored;
        const key = lateKey(contribution.round, participant);
        const entry = this.#entries[contribution.round - 1];
        if (!entry) throw new LogError(`Round ${contribution.round} is not closed.`);
        if (entry.participants.has(participant) || this.#everLate.has(key)) {
          throw hasContributed(participant, contribution.round);
        }
        this.#set(this.#late, key, change.stored);
        this.#everLate.add(key);
        this.#undo.push(() => this.#everLate.delete(key));
        return;
      }
      case 'cancel':
        if (!round) throw new LogError('No round is open.');
        if (this.#contributions.size > 0) throw new LogError(`Round ${round.number} has contributions.`);
        this.#contents = { ...contents, round: null };
        return;
      case 'append':
        return this.#append(change);
      case 'forget': {
        const recent = contents.recent.filter(({ number }) => number <= change.after);
        this.#contents = { ...contents, recent };
        return;
      }
      case 'status':
        this.#contents = { ...contents, status: change.status };
        return;
      case 'guard':
        this.#contents = { ...contents, guard: change.guard };
        return;
      case 'fingerprint': {
        const { sequence, fingerprint } = change;
        this.#set(this.#fingerprints, sequence, fingerprint);
        if (sequence >= (contents.fingerprint?.sequence ?? 0)) {
          this.#contents = { ...contents, fingerprint: { sequence, fingerprint } };
        }
        return;
      }
      case 'evaluations':
        this.#undo.push(this.#organising.evaluate(change.evaluations));
        return;
      case 'snapshot': {
        const others = contents.snapshots.filter(({ sequence }) => sequence !== change.snapshot.sequence);
        const all = [change.snapshot, ...others].toSorted((a, b) => b.sequence - a.sequence);
        this.#contents = { ...contents, snapshots: all.slice(0, change.keep) };
        return;
      }
      default:
        change satisfies never;
    }
  }

  #append(append: Write & { type: 'append' }): void {
    const { sequence, previous, chain, bytes, participants, record } = append;
    const contents = this.#contents;
    const { head } = contents;
    if (sequence !== head.sequence + 1 || previous !== head.chain) {
      throw new LogError(`Entry ${sequence} does not follow entry ${head.sequence}.`);
    }
    const total = (this.#entries.at(-1)?.total ?? 0) + bytes.length;
    const contributors = [...participants, ...[...this.#late.values()].map(({ participant }) => participant)];
    this.#entries.push({ bytes: bytes.slice(), total, participants: new Set(participants), contributors });
    this.#undo.push(() => this.#entries.pop());
    const late = [...this.#late];
    this.#late.clear();
    this.#undo.push(() => late.forEach(([key, stored]) => this.#late.set(key, stored)));
    this.#contributions = new Map();
    this.#undo.push(this.#organising.close(append));
    const kept = contents.recent.filter(({ number }) => !record || number > record.number - RECENT_ROUNDS);
    const recent = record ? [...kept, record] : kept;
    this.#contents = { ...contents, head: { sequence, chain }, round: null, recent };
  }

  #set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    const before = map.get(key);
    map.set(key, value);
    this.#undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
  }
}

function lateKey(round: Sequence, participant: ParticipantId): string {
  return `${round} ${participant}`;
}

function hasContributed(participant: ParticipantId, round: Sequence): LogError {
  return new LogError(`Participant ${participant} has contributed to round ${round} already.`);
}
