import {
  type Contribution,
  type Epoch,
  PROTOCOL_VERSION,
  type ServerMessage,
  parseFederationId,
  parseSequence,
  participantsOf,
  unsignedKey,
} from '../protocol/index.ts';
import { DeviceLostError } from '../engine/index.ts';
import { Link, backoff } from '../relay/index.ts';
import { recover, unlessLost } from './device-loss.ts';
import { takePass } from './entry-pass.ts';
import type { Activity, TrainEvent } from './events.ts';
import { isIncluded } from './included.ts';
import { DIVERGED, goodbyeProblem, notFinite } from './problems.ts';
import { HEARTBEAT, Pulse } from './pulse.ts';
import { ChainError } from './replica.ts';
import { type OpenRound, trainRound } from './round.ts';
import { describe } from './sent.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/** Fresh starts in a row after which something is wrong that a fresh start does not mend. */
const MISMATCHES = 3;

/**
 * One volunteer in one federation, from the first hello until it leaves: connect, follow the log, train when asked,
 * send the scalars, come back after every kind of trouble. Ends when the volunteer leaves or cannot go on.
 */
export class Volunteer {
  readonly #setup: VolunteerSetup;
  #activity = '';
  #epoch: Epoch | null = null;
  #head = 0;
  #round: OpenRound | null = null;
  #answered = 0;
  /** The last round whose contribution the relay has taken. */
  #acknowledged = 0;
  #lastEvaluation = Number.NEGATIVE_INFINITY;
  #saidReady: boolean | null = null;
  /** State of the last evaluation; the base model's came before the first connection. */
  #evaluated = 0;
  /** The relay said that a round is under way, with or without this client. */
  #busy = false;
  /** Times that this copy turned out not to be the federation's since it last was. */
  #mismatches = 0;
  /** Times that another connection took this one's place. */
  #replaced = 0;
  #finished = false;
  /** Failed attempts to connect in a row. */
  #attempt = 0;
  readonly #pulse: Pulse;

  constructor(setup: VolunteerSetup) {
    this.#setup = setup;
    this.#pulse = new Pulse(setup.clock);
  }

  async *run(): AsyncGenerator<TrainEvent, void> {
    const { clock, control, learner, replica } = this.#setup;
    while (!control.left && !this.#finished) {
      try {
        yield* this.#visit();
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        if (control.left) break;
        this.#activity = '';
        yield* recover(replica, error);
        continue;
      }
      if (control.left || this.#finished) break;
      this.#attempt++;
      const retryIn = backoff(this.#attempt, this.#setup.random);
      yield* this.#now({ name: 'offline', attempt: this.#attempt, retryIn });
      await control.rest(retryIn, clock);
    }
    // What went with a device needs no undoing.
    if (!learner.lost) await unlessLost(() => replica.undo());
  }

  /** One connection, from its beginning to its end. */
  async *#visit(): AsyncGenerator<TrainEvent, void> {
    const { control, replica } = this.#setup;
    if (replica.position.sequence === 0) yield* this.#skipAhead();
    if (control.left) return;
    const link = await this.#connect();
    if (!link) return;
    try {
      yield* this.#hello(link);
      yield* this.#converse(link);
    } finally {
      link.close();
    }
  }

  /** From the base model straight to a snapshot, where that is cheaper than replaying the log from its start. */
  async *#skipAhead(): AsyncGenerator<TrainEvent, void> {
    const { learner, replica, snapshot } = this.#setup;
    const offer = await snapshot();
    if (!offer) return;
    yield* this.#now({ name: 'catching-up', sequence: 0, target: offer.sequence });
    try {
      const place = await learner.restore(offer);
      await replica.jump(place.epoch, place.sequence, place.chain);
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      // Damaged, or the connection broke on the way: the base weights are back, and replaying always works.
    }
  }

  #connect(): Promise<Link | null> {
    const { transport, traffic, control } = this.#setup;
    this.#epoch = null;
    this.#round = null;
    this.#saidReady = null;
    this.#pulse.opened();
    return Link.open(transport, traffic, () => control.wake(), control.signal);
  }

  /** Says what is held; the relay answers with welcome and what is missing. */
  *#hello(link: Link): Generator<TrainEvent, void> {
    const { manifest, participant, replica } = this.#setup;
    const { epoch, sequence, fingerprint } = replica.position;
    yield* this.#send(link, {
      type: 'hello',
      version: PROTOCOL_VERSION,
      federation: parseFederationId(manifest.id),
      publicKey: unsignedKey(participant),
      epoch,
      sequence,
      fingerprint,
      invite: '',
      signature: new Uint8Array(64),
    });
  }

  /** Takes messages and trains when asked, until the connection is gone or the volunteer leaves. */
  async *#converse(link: Link): AsyncGenerator<TrainEvent, void> {
    const { clock, control, learner, replica } = this.#setup;
    while (!control.left && !this.#finished) {
      const seen = control.changes;
      yield* this.#takeAll(link);
      if (!link.isOpen || this.#finished) return;
      // A question of the page's may have met the loss while this waited.
      if (learner.lost) throw learner.lost;
      yield* this.#keepAlive(link);
      if (this.#epoch === null) {
        yield* this.#now({ name: 'catching-up', sequence: replica.position.sequence, target: this.#head });
      } else {
        if (this.#saidReady !== !control.paused) yield* this.#sayReady(link, !control.paused);
        if (replica.isClean && !control.paused) yield* this.#evaluate();
        const round = this.#round;
        if (round && this.#isDue(round) && !control.paused) {
          yield* this.#contribute(link, round);
          continue;
        }
        yield* this.#now(this.#waitingFor());
      }
      await control.next(seen, HEARTBEAT, clock);
    }
  }

  #isDue(round: OpenRound): boolean {
    const { sequence, chain } = this.#setup.replica.position;
    return round.number === sequence + 1 && round.chain === chain && this.#answered !== round.number;
  }

  #waitingFor(): Activity {
    if (this.#setup.control.paused) return { name: 'paused' };
    if (this.#round && this.#answered === this.#round.number) return { name: 'waiting', reason: 'others' };
    return { name: 'waiting', reason: this.#busy ? 'next-round' : 'quorum' };
  }

  /** K local steps (or the journalled answer of an earlier life), kept in the journal, then sent. */
  async *#contribute(link: Link, round: OpenRound): AsyncGenerator<TrainEvent, void> {
    const { journal, manifest, replica, control, learner } = this.#setup;
    const name = { federation: parseFederationId(manifest.id), epoch: this.#epoch!, round: round.number };
    let contribution = await journal.contribution(name);
    if (!contribution) {
      const between = (): AsyncGenerator<TrainEvent, boolean> => this.#between(link, round.number);
      const scalars = yield* trainRound(this.#setup, round, between);
      if (scalars === 'not-finite') {
        // `run` takes the round's steps back.
        yield { type: 'problem', problem: notFinite(round.number) };
        this.#finished = true;
        return;
      }
      if (!scalars) {
        if (replica.position.sequence < round.number) await replica.undo();
        return;
      }
      contribution = await journal.keep(name, {
        type: 'contribution',
        round: parseSequence(round.number),
        chain: round.chain,
        examples: learner.examples,
        scalars,
        signature: new Uint8Array(64),
      } satisfies Contribution);
    }
    if (control.left) return;
    this.#answered = round.number;
    // An answer for another chain belongs to a log that the relay has lost: its scalars mean nothing in this one.
    if (contribution.chain !== round.chain) return;
    yield* this.#send(link, contribution);
    if (link.isOpen) await this.#mark(round.number, 'sent');
  }

  async #mark(round: number, state: 'sent' | 'acknowledged' | 'refused'): Promise<void> {
    const { journal, manifest } = this.#setup;
    if (this.#epoch === null) return;
    await journal.mark({ federation: parseFederationId(manifest.id), epoch: this.#epoch, round }, state);
  }

  /** What happens between two local steps. @returns whether the round is still worth a step */
  async *#between(link: Link, round: number): AsyncGenerator<TrainEvent, boolean> {
    const { clock, control, replica } = this.#setup;
    const isOver = (): boolean => control.left || this.#finished || replica.position.sequence !== round - 1;
    yield* this.#takeAll(link);
    yield* this.#keepAlive(link);
    while (control.paused && !isOver()) {
      const seen = control.changes;
      if (!link.isOpen) return false;
      if (this.#saidReady) yield* this.#sayReady(link, false);
      yield* this.#now({ name: 'paused' });
      await control.next(seen, HEARTBEAT, clock);
      yield* this.#takeAll(link);
      yield* this.#keepAlive(link);
    }
    if (isOver()) return false;
    yield* this.#now({ name: 'training', round });
    return true;
  }

  async *#takeAll(link: Link): AsyncGenerator<TrainEvent, void> {
    for (let message = link.take(); message; message = link.take()) {
      this.#pulse.heard();
      if (message.type === 'entry') yield* this.#follow(link, message.bytes);
      else yield* this.#take(link, message);
      if (this.#finished) return;
    }
  }

  async *#take(link: Link, message: Exclude<ServerMessage, { type: 'entry' }>): AsyncGenerator<TrainEvent, void> {
    const { journal, manifest, replica } = this.#setup;
    switch (message.type) {
      case 'welcome': {
        this.#attempt = 0;
        this.#epoch = message.epoch;
        // What an earlier life heard counts: its entry may be among those that follow.
        this.#acknowledged = await journal.acknowledged(parseFederationId(manifest.id), message.epoch);
        this.#head = message.sequence;
        return;
      }
      case 'open': {
        this.#round = { number: message.round, chain: message.chain };
        this.#busy = true;
        // Asked again for what was answered: the answer may be lost, so the journal's is sent once more.
        this.#answered = 0;
        return;
      }
      case 'ack': {
        this.#acknowledged = message.round;
        await this.#mark(message.round, 'acknowledged');
        return;
      }
      case 'refused': {
        await this.#mark(message.round, 'refused');
        yield { type: 'refused', round: message.round, reason: message.reason };
        return;
      }
      case 'presence': {
        this.#busy = message.participants > 0;
        yield message;
        return;
      }
      case 'fingerprint': {
        const own = replica.fingerprintAt(message.sequence);
        if (own === undefined) return;
        const equal = own === message.fingerprint;
        yield { type: 'verified', sequence: message.sequence, fingerprint: message.fingerprint, equal };
        if (equal) this.#mismatches = 0;
        else yield* this.#startOver(link);
        return;
      }
      case 'goodbye': {
        if (message.reason === 'state-unknown') {
          yield* this.#startOver(link);
          return;
        }
        // Once may be an old connection of this very tab whose hello came late; twice is somebody else.
        if (message.reason === 'replaced' && ++this.#replaced < 2) return;
        const problem = goodbyeProblem(message.reason);
        if (!problem) return;
        yield { type: 'problem', problem };
        this.#finished = problem.fatal;
        return;
      }
      case 'challenge':
      case 'status':
      case 'heartbeat': {
        return;
      }
      default:
        message satisfies never;
    }
  }

  /** Applies an entry, and those behind it in the inbox, in one pass. */
  async *#follow(link: Link, first: Uint8Array): AsyncGenerator<TrainEvent, void> {
    const { replica, journal, learner, manifest, participant } = this.#setup;
    if (this.#epoch === null) {
      link.close();
      return;
    }
    const entries = takePass(link, first, manifest.method.directions, learner.blocks);
    let applied;
    try {
      applied = await replica.follow(this.#epoch, entries);
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      // A gap is mended by resuming from here; another past is not.
      if (error.isGap) link.close();
      else yield* this.#startOver(link);
      return;
    }
    const { epoch, sequence, fingerprint } = replica.position;
    for (const { entry, bytes } of applied) {
      yield {
        type: 'entry',
        sequence: entry.sequence,
        participants: participantsOf(entry),
        included: isIncluded(entry, participant, this.#acknowledged),
        bytes,
        fingerprint: entry.sequence === sequence ? fingerprint : '',
      };
    }
    // The next round may have been announced already.
    if (this.#round && this.#round.number <= sequence) {
      this.#round = null;
      this.#busy = false;
    }
    if (sequence < this.#head) yield* this.#now({ name: 'catching-up', sequence, target: this.#head });
    const federation = parseFederationId(manifest.id);
    await journal.forgetBefore({ federation, epoch: epoch!, round: sequence + 1 });
    await journal.reached(federation, epoch!, sequence, fingerprint);
  }

  /** This copy is not what the relay knows: back to the base model, and the whole log again. */
  async *#startOver(link: Link): AsyncGenerator<TrainEvent, void> {
    link.close();
    this.#mismatches++;
    if (this.#mismatches > MISMATCHES) {
      yield { type: 'problem', problem: DIVERGED };
      this.#finished = true;
      return;
    }
    yield* this.#now({ name: 'loading' });
    await this.#setup.replica.reset();
  }

  async *#evaluate(): AsyncGenerator<TrainEvent, void> {
    const { clock, control, evaluateEvery, learner, replica } = this.#setup;
    const { sequence } = replica.position;
    if (sequence === this.#evaluated || sequence < this.#head) return;
    if (clock.now() - this.#lastEvaluation < evaluateEvery) return;
    const evaluation = await learner.evaluate(control.signal);
    this.#evaluated = sequence;
    this.#lastEvaluation = clock.now();
    if (evaluation) yield { type: 'evaluation', sequence, evaluation };
  }

  *#sayReady(link: Link, ready: boolean): Generator<TrainEvent, void> {
    this.#saidReady = ready;
    yield* this.#send(link, { type: 'ready', ready });
  }

  /** Speaks after a silence of its own, and gives up a connection after one of the relay's. */
  *#keepAlive(link: Link): Generator<TrainEvent, void> {
    if (this.#pulse.isDead(this.#epoch !== null)) link.close();
    else if (!this.#pulse.isQuiet) return;
    else if (this.#epoch === null) yield* this.#send(link, { type: 'heartbeat' });
    // Readiness said again is a sign of life too, and mends a misunderstanding.
    else yield* this.#sayReady(link, !this.#setup.control.paused);
  }

  *#send(link: Link, message: Parameters<Link['send']>[0]): Generator<TrainEvent, void> {
    const bytes = link.send(message);
    if (bytes === 0) return;
    this.#pulse.said();
    yield describe(message, bytes);
  }

  /** Reports an activity once, when it changes. */
  *#now(activity: Activity): Generator<TrainEvent, void> {
    const name = JSON.stringify(activity);
    if (name === this.#activity) return;
    this.#activity = name;
    yield { type: 'activity', activity };
  }
}
