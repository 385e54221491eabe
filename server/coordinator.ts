import type { ParticipantId, Sequence } from '../src/protocol/index.ts';
import type { Downlink, Notice, Receipt, Report } from './link.ts';
import type { Log, LogState, Write } from './log/index.ts';
import type { Observer } from './observer.ts';
import { Presence } from './presence.ts';
import { Tally } from './organising/index.ts';
import { readUndone } from './undone.ts';
import { type Effect, type Room, type RoomEvent, type Rules, restore, step, wakeTime } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** An effect, a notice that follows from no event of the room, or a report that is done with. */
type Outgoing =
  | (Effect & { readonly receipt?: Receipt })
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'receipt'; readonly receipt: Receipt };

type LookUp = Outgoing & { type: 'look-up' };

/** Milliseconds for which evaluations wait for others. */
const TELL_AFTER = 3000;
/** Milliseconds between two commits, at most. */
const LONGEST_BREATH = 20;

export interface CoordinatorSetup {
  readonly rules: Rules;
  readonly state: LogState;
  readonly log: Log;
  readonly downlink: Downlink;
  readonly surroundings: Surroundings;
  readonly observer: Observer;
  /** The labels of the invites by which participants came; nobody's where left out. */
  readonly labelsOf?: (participants: readonly ParticipantId[]) => Promise<ReadonlyMap<ParticipantId, string>>;
  /** A write failed: the room is ahead of the log, and the coordinator has stopped. */
  readonly failed: (error: unknown) => void;
}

/**
 * Carries a federation's rules out: the room, and what follows from its events. What an event stores is committed first,
 * what it says is said afterwards, in order; so the room may be ahead of the disk, but nobody ever hears of what is not
 * on it. There is one coordinator of a federation at a time, wherever its gateways are.
 */
export class Coordinator {
  readonly #rules: Rules;
  readonly #log: Log;
  readonly #downlink: Downlink;
  readonly #world: Surroundings;
  readonly #observer: Observer;
  readonly #failed: (error: unknown) => void;
  readonly #presence: Presence;
  readonly #tally: Tally;
  readonly #labelsOf: NonNullable<CoordinatorSetup['labelsOf']>;
  #cancelTelling: (() => void) | null = null;
  #room: Room;
  #outgoing: Outgoing[] = [];
  #flushing: Promise<void> | null = null;
  /** When the last commit ended and how long it took, in milliseconds. */
  #committed = { at: 0, took: 0 };
  /** Contributions to the open round that were refused here. */
  #refused = { round: 0, count: 0 };
  #cancelWake: () => void = () => {};
  #stopped = false;

  /** Goes on where the log ends, open round and all; acts from `start` on. */
  constructor(setup: CoordinatorSetup) {
    const { rules, state, log, downlink, surroundings, observer, failed } = setup;
    this.#tally = new Tally(rules);
    this.#labelsOf = setup.labelsOf ?? (async () => new Map());
    this.#rules = rules;
    this.#log = log;
    this.#downlink = downlink;
    this.#world = surroundings;
    this.#observer = observer;
    this.#failed = failed;
    this.#room = restore(rules, state, surroundings.now());
    this.#presence = new Presence(surroundings, (attendance) => downlink.tell({ type: 'attendance', attendance }));
  }

  get room(): Room {
    return this.#room;
  }

  start(): void {
    this.#dispatch({ type: 'time' });
  }

  /** @param receipt of a report that is to be done with once what follows from it is on disk */
  take(report: Report, receipt?: Receipt): void {
    if (report.type === 'join') this.#presence.renew();
    if (report.type === 'device') return this.#tally.told(report.participant, report.device);
    if (report.type === 'leave') this.#tally.left(report.participant);
    if (report.type === 'evaluate') this.#evaluate(report);
    if (report.type !== 'command') return this.#dispatch(report, receipt);
    const { id, command } = report;
    if (command.do !== 'rollback') this.#dispatch({ type: 'command', id, command }, receipt);
    else this.#rollBack(id, command.to, receipt).catch((error: unknown) => this.#fail(error));
  }

  /** Takes in what the reconstruction gives for entry `sequence`. */
  publish(sequence: Sequence, fingerprint: string): void {
    this.#enqueue([
      { type: 'store', write: { type: 'fingerprint', sequence, fingerprint } },
      { type: 'notice', notice: { type: 'fingerprint', sequence, fingerprint } },
    ]);
  }

  /** Stores along with everything else; resolves when it is on disk. */
  async store(write: Write): Promise<void> {
    this.#enqueue([{ type: 'store', write }]);
    await this.#flushing;
  }

  /** Resolves when what was begun is on disk and said. */
  async settled(): Promise<void> {
    await this.#tellEvaluations();
    await this.#flushing;
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#stopped = true;
    this.#cancelWake();
    this.#cancelTelling?.();
    this.#presence.stop();
    this.#outgoing = [];
  }

  /** For the organiser: what it comes to is written soon, with what comes meanwhile. [R15] */
  #evaluate(evaluation: Report & { type: 'evaluate' }): void {
    const { clients, head } = this.#room;
    if (!clients.has(evaluation.participant) || !this.#tally.take(evaluation, head.sequence)) return;
    this.#cancelTelling ??= this.#world.after(TELL_AFTER, () => {
      this.#tellEvaluations().catch((error: unknown) => this.#fail(error));
    });
  }

  async #tellEvaluations(): Promise<void> {
    this.#cancelTelling?.();
    this.#cancelTelling = null;
    const reporters = this.#tally.reporters();
    if (reporters.length === 0) return;
    const evaluations = this.#tally.views(await this.#labelsOf(reporters));
    this.#enqueue([{ type: 'store', write: { type: 'evaluations', evaluations } }]);
  }

  #dispatch(event: RoomEvent, receipt?: Receipt): void {
    if (this.#stopped) return;
    const now = this.#world.now();
    const seed = [this.#world.random(), this.#world.random()] as const;
    const [room, effects] = step(this.#rules, this.#room, event, { now, seed });
    this.#room = room;
    const noted = effects.map((effect) => this.#noted(effect));
    this.#enqueue(receipt === undefined ? noted : withReceipt(noted, receipt));
    this.#presence.update(room);
    this.#cancelWake();
    const wake = wakeTime(this.#rules, room);
    if (wake !== null) {
      this.#cancelWake = this.#world.after(Math.max(0, wake - now), () => this.#dispatch({ type: 'time' }));
    }
  }

  /** What is kept of a closed round says how many were refused. */
  #noted(effect: Effect): Effect {
    if (effect.type === 'refuse' && effect.round === this.#room.round?.number) {
      const { round, count } = this.#refused;
      this.#refused = { round: effect.round, count: (effect.round === round ? count : 0) + 1 };
    }
    if (effect.type !== 'store' || effect.write.type !== 'append' || !effect.write.notes) return effect;
    const { notes, record } = effect.write;
    const refused = record?.number === this.#refused.round ? this.#refused.count : 0;
    return { ...effect, write: { ...effect.write, notes: { ...notes, refused } } };
  }

  #enqueue(outgoing: readonly Outgoing[]): void {
    if (outgoing.length === 0 || this.#stopped) return;
    this.#outgoing.push(...outgoing);
    this.#flushing ??= this.#flush();
  }

  async #flush(): Promise<void> {
    try {
      await new Promise<void>((resolve) => this.#world.soon(resolve));
      await this.#breathe();
      while (this.#outgoing.length > 0) {
        const batch = this.#outgoing;
        this.#outgoing = [];
        const writes = batch.flatMap((effect) => (effect.type === 'store' ? [effect.write] : []));
        const receipts = batch.flatMap((effect) => (effect.type === 'receipt' ? [effect.receipt] : []));
        const began = this.#world.now();
        await this.#downlink.commit(writes, batch.flatMap(noticesOf), receipts);
        const at = this.#world.now();
        this.#committed = { at, took: at - began };
        if (this.#stopped) return;
        for (const effect of batch) this.#follow(effect);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      // In the same breath as the loop's last look, so that nothing is queued unseen in between.
      this.#flushing = null;
    }
  }

  /**
   * Waits as long as the last commit took: those who speak meanwhile share the next one, so that a slow disk, on which
   * everything waits, is busy half of the time at most.
   */
  async #breathe(): Promise<void> {
    const { at, took } = this.#committed;
    // A clock that was set back meanwhile says nothing.
    const since = Math.max(0, this.#world.now() - at);
    const rest = Math.min(took, LONGEST_BREATH) - since;
    if (rest > 0) await new Promise<void>((resolve) => this.#world.after(rest, resolve));
  }

  /** What there is to do once an effect is on disk and said. */
  #follow(effect: Outgoing): void {
    switch (effect.type) {
      case 'ack':
        return this.#observer.acked((this.#world.now() - effect.since) / 1000);
      case 'refuse':
        return this.#observer.refused(effect.reason);
      case 'entry': {
        const { round, late, bytes, head } = effect;
        if (!round) return this.#observer.appended({ number: head.sequence, late, bytes: bytes.length });
        const seconds = (this.#world.now() - round.openedAt) / 1000;
        const participants = round.contributions.size;
        return this.#observer.closed({ number: round.number, seconds, participants, late, bytes: bytes.length });
      }
      case 'status':
        return this.#observer.status(effect.status);
      case 'rollback-stale':
        this.#rollBack(effect.id, effect.to, effect.receipt).catch((error: unknown) => this.#fail(error));
        return;
      case 'look-up':
        this.#lookUp(effect).catch((error: unknown) => this.#fail(error));
        return;
      case 'store':
        if (effect.write.type === 'late') this.#observer.late();
        if (effect.write.type === 'extend') this.#observer.extended();
        return;
      case 'open':
      case 'result':
      case 'notice':
      case 'receipt':
        return;
      default:
        effect satisfies never;
    }
  }

  async #lookUp({ participant: to, round, reason, receipt }: LookUp): Promise<void> {
    const isIn = await this.#log.contributed(round, to);
    if (!isIn) this.#observer.refused(reason);
    const notice: Notice = isIn ? { type: 'ack', to, round } : { type: 'refuse', to, round, reason };
    this.#enqueue([
      { type: 'notice', notice },
      ...(receipt === undefined ? [] : [{ type: 'receipt', receipt } as const]),
    ]);
  }

  /** Reads what is to be taken back, as it is on disk; if the log grows meanwhile, the room has it read again. */
  async #rollBack(id: string, to: Sequence, receipt?: Receipt): Promise<void> {
    await this.#flushing;
    const { undone, head } = await readUndone(this.#log, to, this.#room.head);
    this.#dispatch({ type: 'rollback', id, to, undone, head }, receipt);
  }

  /** The room is ahead of a disk that does not follow: nothing more may be said. */
  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.abandon();
    this.#failed(error);
  }
}

/** A report that is answered by looking something up is done with when the answer is. */
function withReceipt(effects: readonly Effect[], receipt: Receipt): Outgoing[] {
  const isLater = ({ type }: Effect): boolean => type === 'look-up' || type === 'rollback-stale';
  if (effects.some(isLater)) return effects.map((effect) => (isLater(effect) ? { ...effect, receipt } : effect));
  return [...effects, { type: 'receipt', receipt }];
}

/** What is said of an effect, once it is on disk. */
function noticesOf(effect: Outgoing): Notice[] {
  switch (effect.type) {
    case 'open': {
      const { number, chain, asked, deadline } = effect.round;
      return [{ type: 'open', to: effect.to, round: number, chain, participants: asked.size, deadline }];
    }
    case 'ack':
      return [{ type: 'ack', to: effect.to, round: effect.round }];
    case 'refuse':
    case 'status':
      return [effect];
    case 'result':
      return [{ type: 'result', id: effect.id, ok: effect.ok, words: effect.words }];
    case 'entry':
      return [{ type: 'entry', head: effect.head, bytes: effect.bytes }];
    case 'notice':
      return [effect.notice];
    case 'store':
    case 'look-up':
    case 'rollback-stale':
    case 'receipt':
      return [];
    default:
      return effect satisfies never;
  }
}
