import {
  type Epoch,
  PROTOCOL_VERSION,
  type RunState,
  type ServerMessage,
  helloBytes,
  lateOf,
  parseFederationId,
} from '../protocol/index.ts';
import type { Link } from '../relay/index.ts';
import type { Activities } from './activities.ts';
import { untilOf } from './allowance.ts';
import type { Answering } from './answering.ts';
import type { DutyCycle } from './duty-cycle.ts';
import type { Evaluating } from './evaluating.ts';
import type { Activity, TrainEvent } from './events.ts';
import type { Following, Standing } from './following.ts';
import { Inbox } from './inbox.ts';
import { goodbyeProblem, notFinite } from './problems.ts';
import { HEARTBEAT, type Pulse } from './pulse.ts';
import type { Returning } from './returning.ts';
import { type OpenRound, trainRound } from './round.ts';
import { describe } from './sent.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/** What goes on from one connection to the next. */
export interface Lasting {
  readonly activities: Activities;
  readonly answering: Answering;
  readonly duty: DutyCycle;
  readonly evaluating: Evaluating;
  readonly following: Following;
  readonly returning: Returning;
  /** Connections of this one that were replaced by another. */
  replaced: number;
  /** The round whose answer went out, and of which the relay has said nothing; 0 where there is none. */
  unsettled: number;
  /** The relay has let this device in: it knows it without its invite from now on. */
  isLetIn: boolean;
}

/** One connection to the relay: from its challenge on, take what it says, train when asked, answer. */
export class Conversation {
  readonly #setup: VolunteerSetup;
  readonly #lasting: Lasting;
  readonly #link: Link;
  readonly #inbox: Inbox;
  readonly #pulse: Pulse;
  /** Outages of the network before this connection. */
  readonly #outages: number;
  #isGreeted = false;
  /** Null until the relay has said welcome. */
  #epoch: Epoch | null = null;
  #head = 0;
  #round: OpenRound | null = null;
  #answered = 0;
  #saidReady: boolean | null = null;
  #saidDevice = '';
  #state: RunState = 'running';
  /** The relay said that a round is under way, with or without this client. */
  #busy = false;
  #finished = false;

  constructor(setup: VolunteerSetup, lasting: Lasting, link: Link, pulse: Pulse) {
    this.#setup = setup;
    this.#lasting = lasting;
    this.#link = link;
    this.#inbox = new Inbox(link);
    this.#pulse = pulse;
    this.#outages = setup.control.outages;
  }

  /**
   * Takes messages and trains when asked, until the connection is gone or the volunteer leaves.
   * @returns whether there is nothing to come back for
   */
  async *hold(): AsyncGenerator<TrainEvent, boolean> {
    const { clock, control, learner, replica } = this.#setup;
    const { activities } = this.#lasting;
    while (!control.left) {
      const seen = control.changes;
      yield* this.#takeAll();
      if (!this.#link.isOpen || this.#finished) break;
      // A question of the page's may have met the loss while this waited.
      if (learner.lost) throw learner.lost;
      yield* this.#keepAlive();
      // A socket without a network may take its time to close.
      if (!this.#link.isOpen) break;
      if (this.#epoch === null) {
        yield* activities.now({ name: 'catching-up', sequence: replica.position.sequence, target: this.#head });
      } else {
        yield* this.#sayDevice();
        if (this.#saidReady !== this.#isReady) yield* this.#sayReady(this.#isReady);
        if (replica.isClean && !control.paused && !control.finishing) yield* this.#evaluate();
        const round = this.#round;
        if (control.finishing && !(round && this.#isDue(round)) && this.#lasting.unsettled === 0) {
          control.leave();
          break;
        }
        if (round && this.#isDue(round) && !control.paused) {
          yield* this.#contribute(round, this.#epoch);
          continue;
        }
        yield* activities.now(this.#waitingFor());
      }
      await control.next(seen, HEARTBEAT, clock);
    }
    return this.#finished;
  }

  /** Answers the relay's challenge, and says what is held; the relay answers with welcome and what is missing. */
  async *#hello(nonce: Uint8Array): AsyncGenerator<TrainEvent, void> {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    const { identity, invite = '', manifest, replica } = this.#setup;
    const { epoch, sequence, fingerprint } = replica.position;
    const unsigned = {
      type: 'hello',
      version: PROTOCOL_VERSION,
      federation: parseFederationId(manifest.id),
      publicKey: identity.publicKey,
      epoch,
      sequence,
      fingerprint,
      invite: this.#lasting.isLetIn ? '' : invite,
    } as const;
    const signature = await identity.sign(helloBytes(nonce, unsigned));
    yield* this.#send({ ...unsigned, signature });
  }

  /** Whether the relay may ask for this device in the next round. */
  get #isReady(): boolean {
    const { control } = this.#setup;
    return !control.paused && !control.finishing;
  }

  #isDue(round: OpenRound): boolean {
    const { sequence, chain } = this.#setup.replica.position;
    return round.number === sequence + 1 && round.chain === chain && this.#answered !== round.number;
  }

  #waitingFor(): Activity {
    const { paused, reasons } = this.#setup.control;
    if (paused) return { name: 'paused', reasons, until: untilOf(reasons) };
    if (this.#round && this.#answered === this.#round.number) return { name: 'waiting', reason: 'others' };
    if (this.#busy) return { name: 'waiting', reason: 'next-round' };
    return { name: 'waiting', reason: this.#state === 'running' ? 'quorum' : this.#state };
  }

  /**
   * K local steps (or the journalled answer of an earlier life), kept in the journal, then sent. Entries that come
   * meanwhile wait, as many as the federation lets an answer be late by: the steps are taken back when they are applied.
   */
  async *#contribute(round: OpenRound, epoch: Epoch): AsyncGenerator<TrainEvent, void> {
    const { replica, control } = this.#setup;
    const { answering } = this.#lasting;
    let contribution = await answering.kept(epoch, round.number);
    if (!contribution) {
      // Steps for a round of a log that the relay has lost meanwhile: this one is measured without them.
      if (!replica.isClean) await replica.undo();
      const scalars = yield* trainRound(this.#setup, round, this.#pauses(round.number));
      if (scalars === 'not-finite') {
        // The volunteer takes the round's steps back when it ends.
        yield { type: 'problem', problem: notFinite(round.number) };
        this.#finished = true;
        return;
      }
      if (!scalars) {
        // Where entries wait, applying them takes the steps back.
        if (this.#inbox.ahead(replica.position.sequence) === 0) await replica.undo();
        return;
      }
      contribution = await answering.keep(epoch, round, scalars);
    }
    if (control.left) return;
    this.#answered = round.number;
    // An answer for another chain belongs to a log that the relay has lost: its scalars mean nothing in this one.
    if (contribution.chain !== round.chain) return;
    yield* this.#answer(contribution, epoch);
  }

  async *#answer(contribution: Parameters<Link['send']>[0] & { type: 'contribution' }, epoch: Epoch) {
    this.#lasting.unsettled = contribution.round;
    yield* this.#send(contribution);
    if (this.#link.isOpen) await this.#lasting.answering.mark(epoch, contribution.round, 'sent');
  }

  /** What happens before each of a round's steps and after the last, where no rest is due: the answer need not wait. */
  #pauses(round: number): () => AsyncGenerator<TrainEvent, boolean> {
    const { clock, control, manifest } = this.#setup;
    const { duty } = this.#lasting;
    const { localSteps } = manifest.method;
    let begun = 0;
    let since = 0;
    return async function* (this: Conversation): AsyncGenerator<TrainEvent, boolean> {
      if (begun > 0) duty.worked(since, clock.now(), control.intensity);
      const goesOn = yield* this.#between(round, begun < localSteps);
      begun++;
      since = clock.now();
      return goesOn;
    }.bind(this);
  }

  /**
   * Between two local steps: messages that can't wait, pauses, and the rest that the intensity asks for.
   *
   * @returns whether the round is still worth a step
   */
  async *#between(round: number, rests: boolean): AsyncGenerator<TrainEvent, boolean> {
    const { clock, control, manifest, replica } = this.#setup;
    const { activities, duty } = this.#lasting;
    for (;;) {
      const seen = control.changes;
      yield* this.#takeUrgent();
      yield* this.#keepAlive();
      const isOver = this.#finished || this.#inbox.ahead(replica.position.sequence) > lateOf(manifest);
      if (control.left || isOver) return false;
      const { paused, reasons } = control;
      const rest = rests ? duty.left(clock.now(), control.intensity) * 1000 : 0;
      if (!paused && rest === 0) break;
      if (paused) {
        if (!this.#link.isOpen) return false;
        if (this.#saidReady) yield* this.#sayReady(false);
        yield* activities.now({ name: 'paused', reasons, until: untilOf(reasons) });
      }
      await control.next(seen, paused ? HEARTBEAT : Math.min(rest, HEARTBEAT), clock);
    }
    yield* activities.now({ name: 'training', round });
    return true;
  }

  async *#takeAll(): AsyncGenerator<TrainEvent, void> {
    for (let message = this.#inbox.take(); message; message = this.#inbox.take()) {
      this.#pulse.heard();
      yield* this.#take(message);
      if (this.#finished) return;
    }
  }

  async *#takeUrgent(): AsyncGenerator<TrainEvent, void> {
    for (let message = this.#inbox.takeUrgent(); message; message = this.#inbox.takeUrgent()) {
      this.#pulse.heard();
      yield* this.#take(message);
      if (this.#finished) return;
    }
  }

  async *#take(message: ServerMessage): AsyncGenerator<TrainEvent, void> {
    const { answering, following, returning } = this.#lasting;
    switch (message.type) {
      case 'challenge': {
        yield* this.#hello(message.nonce);
        return;
      }
      case 'welcome': {
        returning.welcomed();
        this.#lasting.isLetIn = true;
        this.#epoch = message.epoch;
        this.#head = message.sequence;
        yield { type: 'status', state: 'running', cause: 'none', words: '' };
        await answering.recall(message.epoch);
        for (const late of await answering.overdue(message.epoch, message.sequence)) {
          yield* this.#answer(late, message.epoch);
        }
        return;
      }
      case 'entry': {
        yield* this.#follow(message.bytes);
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
        this.#heardOf(message.round);
        if (this.#epoch !== null) await answering.mark(this.#epoch, message.round, 'acknowledged');
        return;
      }
      case 'refused': {
        this.#heardOf(message.round);
        if (this.#epoch !== null) await answering.mark(this.#epoch, message.round, 'refused');
        yield { type: 'refused', round: message.round, reason: message.reason };
        return;
      }
      case 'presence': {
        this.#busy = message.participants > 0;
        returning.crowd(message.connected);
        yield message;
        return;
      }
      case 'fingerprint': {
        this.#settle(yield* following.compare(message.sequence, message.fingerprint));
        return;
      }
      case 'status': {
        this.#state = message.state;
        yield message;
        return;
      }
      case 'goodbye': {
        returning.asked(message.within);
        if (message.reason === 'state-unknown') {
          this.#link.close();
          this.#settle(yield* following.startOver());
          return;
        }
        // Once may be an old connection of this very tab whose hello came late; twice is somebody else.
        if (message.reason === 'replaced' && ++this.#lasting.replaced < 2) return;
        const problem = goodbyeProblem(message.reason);
        if (!problem) return;
        yield { type: 'problem', problem };
        this.#finished = problem.fatal;
        return;
      }
      case 'heartbeat': {
        return;
      }
      default:
        message satisfies never;
    }
  }

  /** The relay has said what became of an answer. */
  #heardOf(round: number): void {
    if (this.#lasting.unsettled === round) this.#lasting.unsettled = 0;
  }

  async *#follow(first: Uint8Array): AsyncGenerator<TrainEvent, void> {
    if (this.#epoch === null) {
      this.#link.close();
      return;
    }
    const { following } = this.#lasting;
    const standing = yield* following.entries(this.#inbox, first, this.#epoch, this.#head);
    this.#settle(standing);
    // So long after its round no answer is taken any more, and none is heard of.
    const { manifest, replica } = this.#setup;
    if (this.#lasting.unsettled + lateOf(manifest) < replica.position.sequence) this.#lasting.unsettled = 0;
    // The next round may have been announced already.
    if (this.#round && this.#round.number <= this.#setup.replica.position.sequence) {
      this.#round = null;
      this.#busy = false;
    }
  }

  #settle(standing: Standing): void {
    if (standing !== 'ok') this.#link.close();
    this.#finished ||= standing === 'diverged';
  }

  async *#evaluate(): AsyncGenerator<TrainEvent, void> {
    const { clock, control } = this.#setup;
    const { duty, evaluating } = this.#lasting;
    const started = clock.now();
    const report = yield* evaluating.latest(this.#head);
    duty.worked(started, clock.now(), control.intensity);
    if (report) yield* this.#send(report);
  }

  *#sayReady(ready: boolean): Generator<TrainEvent, void> {
    this.#saidReady = ready;
    yield* this.#send({ type: 'ready', ready });
  }

  /** What computes here, once, and again when another engine does. */
  *#sayDevice(): Generator<TrainEvent, void> {
    const device = this.#setup.device?.();
    if (!device || this.#saidDevice === `${device.engine} ${device.form}`) return;
    this.#saidDevice = `${device.engine} ${device.form}`;
    yield* this.#send({ type: 'device', device });
  }

  /** Speaks after a silence of its own, and gives up a connection after one of the relay's, or of the network. */
  *#keepAlive(): Generator<TrainEvent, void> {
    const isCutOff = this.#setup.control.outages > this.#outages;
    if (isCutOff || this.#pulse.isDead(this.#epoch !== null)) this.#link.close();
    else if (!this.#pulse.isQuiet) return;
    else if (this.#epoch === null) yield* this.#send({ type: 'heartbeat' });
    // Readiness said again is a sign of life too, and mends a misunderstanding.
    else yield* this.#sayReady(this.#isReady);
  }

  *#send(message: Parameters<Link['send']>[0]): Generator<TrainEvent, void> {
    const bytes = this.#link.send(message);
    if (bytes === 0) return;
    this.#pulse.said();
    yield describe(message, bytes);
  }
}
