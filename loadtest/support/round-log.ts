import { createHash } from 'node:crypto';
import { type Manifest, decodeEntry, manifestHash } from '../../src/protocol/index.ts';
import type { RoundReport } from './crowd-reports.ts';

/** A deadline that moved by less is the same one: frames take their time. */
const SAME_DEADLINE = 100;

interface Track {
  readonly opened: number[];
  readonly received: number[];
  /** When each of this process's participants sent its contribution. */
  readonly sent: Map<string, number>;
  deadline: number | null;
  extended: boolean;
}

interface Known {
  readonly bytes: Buffer;
  readonly chain: string;
}

/** The log as the clients of one process get it, each entry checked once and compared ever after. */
export class RoundLog {
  readonly #known: Known[] = [];
  readonly #tracks = new Map<number, Track>();
  /** Closed rounds that clients may still be getting. */
  readonly #closed = new Map<number, { at: number; participants: readonly string[] }>();
  readonly #base: string;

  constructor(manifest: Manifest) {
    this.#base = manifestHash(manifest);
  }

  /** The last entry that any client has. */
  get head(): number {
    return this.#known.length;
  }

  opened(round: number, at: number, remaining: number): void {
    const track = this.#track(round);
    track.opened.push(at);
    const deadline = at + remaining;
    track.deadline ??= deadline;
    if (deadline > track.deadline + SAME_DEADLINE) track.extended = true;
  }

  sent(round: number, participant: string, at: number): void {
    this.#track(round).sent.set(participant, at);
  }

  /**
   * @param isLive whether the client has been synced before: what comes to others is old
   * @returns the entry's number @throws Error where it is not the one entry of its place
   */
  entry(bytes: Uint8Array, at: number, isLive: boolean): number {
    const sequence = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
    const known = this.#known[sequence - 1];
    if (!known) this.#append(sequence, Buffer.from(bytes), at);
    else if (known.bytes.compare(bytes) !== 0) throw new Error(`There are two entries ${sequence}.`);
    if (isLive) this.#tracks.get(sequence)?.received.push(at);
    return sequence;
  }

  #append(sequence: number, bytes: Buffer, at: number): void {
    const entry = decodeEntry(bytes);
    const previous = this.#known.at(-1)?.chain ?? this.#base;
    if (sequence !== this.#known.length + 1 || entry.previous !== previous) {
      throw new Error(`Entry ${sequence} does not follow entry ${this.#known.length}.`);
    }
    this.#known.push({ bytes, chain: createHash('sha256').update(bytes).digest('hex') });
    const participants = 'parts' in entry ? entry.parts.map(({ participant }) => participant) : [];
    const track = this.#track(sequence);
    if (track.deadline !== null && at > track.deadline + SAME_DEADLINE) track.extended = true;
    this.#closed.set(sequence, { at, participants });
  }

  /** Rounds that closed before `before`; each is given once. */
  *finished(before: number): Generator<RoundReport> {
    for (const [round, { at, participants }] of this.#closed) {
      if (at > before) continue;
      const { opened, received, sent, extended } = this.#track(round);
      const own = participants.flatMap((participant) => sent.get(participant) ?? []);
      this.#closed.delete(round);
      this.#tracks.delete(round);
      yield {
        type: 'round',
        round,
        participants: participants.length,
        lastSent: own.length > 0 ? Math.max(...own) : null,
        opened: Float64Array.from(opened),
        received: Float64Array.from(received),
        extended,
      };
    }
  }

  #track(round: number): Track {
    let track = this.#tracks.get(round);
    if (!track) {
      track = { opened: [], received: [], sent: new Map(), deadline: null, extended: false };
      this.#tracks.set(round, track);
    }
    return track;
  }
}
