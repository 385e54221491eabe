import {
  type Epoch,
  type Manifest,
  type ParticipantId,
  type Sequence,
  manifestHash,
  parseSequence,
} from '../../src/protocol/index.ts';
import {
  type Log,
  LogError,
  type LogState,
  type LogStore,
  type PublishedFingerprint,
  type SnapshotRecord,
  type Write,
  otherManifest,
} from './log.ts';

/** Logs in memory, for tests and the simulator: everything resolves within microtasks. Outlives the relays on it. */
export class MemoryLogStore implements LogStore {
  readonly #logs = new Map<string, { hash: string; log: MemoryLog }>();

  async open(manifest: Manifest, drawEpoch: () => Epoch): Promise<Log> {
    const hash = manifestHash(manifest);
    const known = this.#logs.get(manifest.id);
    if (known && known.hash !== hash) throw otherManifest(manifest.id, known.hash, hash);
    const log = known?.log ?? new MemoryLog(manifest, drawEpoch());
    this.#logs.set(manifest.id, { hash, log });
    return log;
  }

  async close(): Promise<void> {}
}

interface Contents extends LogState {
  readonly entries: readonly { readonly bytes: Uint8Array; readonly participants: readonly ParticipantId[] }[];
  readonly fingerprints: ReadonlyMap<number, string>;
  readonly snapshots: readonly SnapshotRecord[];
}

class MemoryLog implements Log {
  readonly epoch: Epoch;
  #contents: Contents;

  constructor(manifest: Manifest, epoch: Epoch) {
    this.epoch = epoch;
    this.#contents = {
      head: { sequence: parseSequence(0), chain: manifestHash(manifest) },
      round: null,
      fingerprint: null,
      entries: [],
      fingerprints: new Map(),
      snapshots: [],
    };
  }

  async state(): Promise<LogState> {
    const { head, round, fingerprint } = this.#contents;
    return { head, round, fingerprint };
  }

  async commit(writes: readonly Write[]): Promise<void> {
    this.#contents = writes.reduce(write, this.#contents);
  }

  async entries(from: Sequence, maxBytes: number): Promise<Uint8Array[]> {
    const page: Uint8Array[] = [];
    let bytes = 0;
    for (const entry of this.#contents.entries.slice(Math.max(0, from - 1))) {
      bytes += entry.bytes.length;
      if (page.length > 0 && bytes > maxBytes) break;
      page.push(entry.bytes);
    }
    return page;
  }

  async entryBytes(after: Sequence): Promise<number> {
    return this.#contents.entries.slice(after).reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  async contributed(sequence: Sequence, participant: ParticipantId): Promise<boolean> {
    return this.#contents.entries[sequence - 1]?.participants.includes(participant) ?? false;
  }

  async fingerprint(sequence: Sequence): Promise<string | null> {
    return this.#contents.fingerprints.get(sequence) ?? null;
  }

  async fingerprints(from: Sequence, to: Sequence): Promise<PublishedFingerprint[]> {
    return [...this.#contents.fingerprints]
      .filter(([sequence]) => sequence >= from && sequence <= to)
      .map(([sequence, fingerprint]) => ({ sequence: parseSequence(sequence), fingerprint }))
      .toSorted((a, b) => a.sequence - b.sequence);
  }

  async snapshots(): Promise<SnapshotRecord[]> {
    return [...this.#contents.snapshots];
  }
}

function write(contents: Contents, change: Write): Contents {
  const { head, round } = contents;
  switch (change.type) {
    case 'open':
      if (round) throw new LogError(`Round ${round.number} is open already.`);
      if (change.round.number !== head.sequence + 1) {
        throw new LogError(`Round ${change.round.number} does not follow entry ${head.sequence}.`);
      }
      return { ...contents, round: { ...change.round, contributions: [] } };
    case 'extend':
      if (!round) throw new LogError('No round is open.');
      return { ...contents, round: { ...round, deadline: change.deadline, asked: change.asked } };
    case 'contribution': {
      const { stored } = change;
      if (round?.number !== stored.contribution.round) {
        throw new LogError(`Round ${stored.contribution.round} is not open.`);
      }
      if (round.contributions.some(({ participant }) => participant === stored.participant)) {
        throw new LogError(`Participant ${stored.participant} has contributed to round ${round.number} already.`);
      }
      return { ...contents, round: { ...round, contributions: [...round.contributions, stored] } };
    }
    case 'append':
      if (change.sequence !== head.sequence + 1 || change.previous !== head.chain) {
        throw new LogError(`Entry ${change.sequence} does not follow entry ${head.sequence}.`);
      }
      return {
        ...contents,
        head: { sequence: change.sequence, chain: change.chain },
        round: null,
        entries: [...contents.entries, { bytes: change.bytes.slice(), participants: change.participants }],
      };
    case 'fingerprint': {
      const { sequence, fingerprint } = change;
      const fingerprints = new Map(contents.fingerprints).set(sequence, fingerprint);
      const isNewest = sequence >= (contents.fingerprint?.sequence ?? 0);
      return { ...contents, fingerprints, fingerprint: isNewest ? { sequence, fingerprint } : contents.fingerprint };
    }
    case 'snapshot': {
      const others = contents.snapshots.filter(({ sequence }) => sequence !== change.snapshot.sequence);
      const all = [change.snapshot, ...others].toSorted((a, b) => b.sequence - a.sequence);
      return { ...contents, snapshots: all.slice(0, change.keep) };
    }
    default:
      return change satisfies never;
  }
}
