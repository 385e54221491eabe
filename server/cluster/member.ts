import { type Manifest, type Sequence, entryHash, parseSequence } from '../../src/protocol/index.ts';
import { Coordinator, type CoordinatorSetup } from '../coordinator.ts';
import type { Gateway } from '../gateway.ts';
import type { Attendance, Notice, Receipt, Report, Uplink } from '../link.ts';
import type { Log, Write } from '../log/index.ts';
import type { Observer } from '../observer.ts';
import { MOST_PARTICIPANTS, type RosterView, readRoster, writeRoster } from '../organising/index.ts';
import { attendanceOf } from '../presence.ts';
import type { Rules } from '../room/index.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Cluster, FencedError, type Lease } from './cluster.ts';
import { readReport } from './letters.ts';
import { Loop } from './loop.ts';
import { Outbox } from './outbox.ts';
import { Seats } from './seats.ts';

/** Letters that a coordinator takes at a time. */
const LETTERS = 1000;
/** Bytes of entries that are read at a time. */
const PAGE_BYTES = 1 << 20;
/** The loop that is held up when the coordinator's office is. */
const PRESIDING = 'presiding';
/** Seconds between two of a node's tellings who its clients are. */
const TELL_EVERY = 3;
/** Fingerprints that a node keeps which nobody has published yet. */
const UNPUBLISHED = 64;

export interface MemberSetup {
  readonly manifest: Manifest;
  readonly rules: Rules;
  readonly log: Log;
  readonly cluster: Cluster;
  readonly surroundings: Surroundings;
  readonly observer: Observer;
  readonly labelsOf?: CoordinatorSetup['labelsOf'];
  /** Something went wrong that this node gets over by itself, such as a database that does not answer. */
  readonly troubled: (error: unknown) => void;
  /** This node's reconstruction and another's differ. */
  readonly contradicted: (error: Error) => void;
}

interface Office {
  readonly lease: Lease;
  readonly coordinator: Coordinator;
  readonly seats: Seats;
  /** Letters that the coordinator has, and whose effects are not committed yet. */
  readonly inHand: Set<Receipt>;
}

/**
 * One node's part in a federation that several nodes serve. Its gateway's reports go to the database; what all nodes are
 * to be told is read from there; and while this node has the lease, it holds the office of the coordinator too.
 * A node that cannot reach the database says nothing new and tries again.
 */
export class Member implements Uplink {
  readonly #setup: MemberSetup;
  readonly #federation: string;
  readonly #outbox = new Outbox();
  readonly #sending: Loop;
  readonly #hearing: Loop;
  readonly #presiding: Loop;
  readonly #unpublished = new Map<number, string>();
  #gateway: Gateway | null = null;
  #office: Office | null = null;
  #areSessionsOld = true;
  /** Notices that were taken in, and are still in the database. */
  readonly #heard = new Set<number>();
  #attendance: Attendance = { connected: 0, ready: 0, round: null };
  #birth: number | null = null;
  #ticks = 0;
  #told: string | null = null;
  #unlisten: () => void = () => {};
  /** What hinders each of its loops now. */
  readonly #troubles = new Map<string, string>();

  constructor(setup: MemberSetup) {
    this.#setup = setup;
    this.#federation = setup.manifest.id;
    const loop = (name: string, job: (isTick: boolean) => Promise<void>, failed = this.#failing(name)): Loop => {
      const attempt = async (isTick: boolean): Promise<void> => {
        await job(isTick);
        this.#troubles.delete(name);
      };
      return new Loop(setup.surroundings, attempt, failed);
    };
    this.#sending = loop('sending', () => this.#send());
    this.#hearing = loop('hearing', (isTick) => this.#hear(isTick));
    this.#presiding = loop(
      PRESIDING,
      (isTick) => this.#preside(isTick),
      (error) => this.#resign(error),
    );
  }

  /** Takes part from now on. */
  join(gateway: Gateway): void {
    this.#gateway = gateway;
    this.#unlisten = this.#setup.cluster.listen((federation, topic) => {
      if (federation !== this.#federation) return;
      if (topic === 'sessions') this.#areSessionsOld = true;
      if (topic === 'news') this.#hearing.poke();
      // Mail and sessions are the coordinator's affair.
      else if (this.#office || topic === 'lease') this.#presiding.poke();
    });
    for (const loop of [this.#sending, this.#hearing, this.#presiding]) loop.start();
  }

  get attendance(): Attendance {
    return this.#attendance;
  }

  /** The coordinator, while this node is it. */
  get coordinator(): Coordinator | null {
    return this.#office?.coordinator ?? null;
  }

  /** Why this node cannot do its part; null when it can. */
  get trouble(): string | null {
    const [trouble = null] = this.#troubles.values();
    return trouble;
  }

  report(report: Report): void {
    if (this.#outbox.isFull && (report.type === 'contribute' || report.type === 'evaluate')) {
      // It keeps what was not acknowledged, and sends it again when it comes back.
      return this.#gateway?.take({ type: 'dismissed', to: report.participant, reason: 'shutting-down' });
    }
    const wasEmpty = this.#outbox.isEmpty;
    this.#outbox.take(report);
    // What is said in one moment goes in one transaction.
    if (wasEmpty) this.#setup.surroundings.soon(() => this.#sending.poke());
  }

  /** Of the other nodes' clients, as of seconds ago. */
  async rosters(): Promise<RosterView[]> {
    const told = await this.#setup.cluster.told(this.#federation);
    return told.flatMap((body) => readRoster(body) ?? []);
  }

  readonly refresh = (): Promise<void> => this.#takeEntries();

  /** Tells of an error unless it is what hinders this node anyway: told once, not every second, nor for each client. */
  note(error: unknown): void {
    if (![...this.#troubles.values()].includes(messageOf(error))) this.#setup.troubled(error);
  }

  /** What the reconstruction of this node gives: for all to know, or to compare with. */
  publish(sequence: Sequence, fingerprint: string): void {
    // Until it is read as published: a coordinator may be fenced off before it has committed it.
    this.#unpublished.set(sequence, fingerprint);
    for (const old of this.#unpublished.keys()) {
      if (this.#unpublished.size <= UNPUBLISHED) break;
      this.#unpublished.delete(old);
    }
    this.#office?.coordinator.publish(sequence, fingerprint);
  }

  /** Stores where this node is the coordinator; another node's own will have stored it otherwise. */
  async store(write: Write): Promise<void> {
    await this.#office?.coordinator.store(write);
  }

  /** Finishes what was begun, and lets another node have the office at once. */
  async close(): Promise<void> {
    const { cluster } = this.#setup;
    this.#unlisten();
    await Promise.all([this.#sending.stop(), this.#hearing.stop(), this.#presiding.stop()]);
    try {
      // What clients have said is in the database before they are told that this node goes.
      await this.#send();
      const office = this.#office;
      await office?.coordinator.settled();
      await this.#takeNews();
      this.#gateway?.close();
      await cluster.depart(this.#federation);
      if (office) await cluster.release(office.lease);
    } catch (error) {
      this.#setup.troubled(error);
    }
    this.abandon();
  }

  /** Stops dead, as if the process were gone. */
  abandon(): void {
    this.#unlisten();
    for (const loop of [this.#sending, this.#hearing, this.#presiding]) void loop.stop();
    this.#office?.coordinator.abandon();
    this.#office = null;
  }

  async #send(): Promise<void> {
    if (this.#outbox.isEmpty) return;
    const content = this.#outbox.empty();
    try {
      await this.#setup.cluster.report(this.#federation, [...content.changes.values()], content.mail);
    } catch (error) {
      this.#outbox.putBack(content);
      throw error;
    }
    this.#sending.poke();
  }

  async #hear(isTick: boolean): Promise<void> {
    if (isTick) await this.#beat();
    await this.#takeNews();
    if (isTick && ++this.#ticks % TELL_EVERY === 0) await this.#tellRoster();
  }

  /** What organisers are told on other nodes; nothing rests on it. */
  async #tellRoster(): Promise<void> {
    const body = this.#gateway && writeRoster(this.#gateway.roster.view(MOST_PARTICIPANTS));
    if (body === null || body === this.#told) return;
    await this.#setup.cluster.tell(this.#federation, body);
    this.#told = body;
  }

  async #beat(): Promise<void> {
    const birth = await this.#setup.cluster.beat();
    // Given up by the others while it was away: nobody counts on its clients any more.
    if (birth === this.#birth) return;
    if (this.#birth !== null) this.#gateway?.letGo();
    // What all nodes were told before is in the log.
    const { status } = await this.#setup.log.state();
    this.#birth = birth;
    const known = this.#gateway?.status;
    if (JSON.stringify(known) !== JSON.stringify(status)) this.#gateway?.take({ type: 'status', status });
  }

  /** Takes in what there is, notices and entries each in its place. */
  async #takeNews(): Promise<void> {
    const { cluster, log, surroundings } = this.#setup;
    const gateway = this.#gateway;
    const { notices, attendance } = await cluster.news(this.#federation, this.#heard);
    for (const { number, notice } of notices) {
      if (notice.type === 'open' && gateway && notice.round > gateway.head.sequence + 1) await this.#takeEntries();
      this.#heard.add(number);
      if (notice.type !== 'replaced') gateway?.take(notice);
      else if (this.#outbox.has(notice.to, notice.connection)) {
        gateway?.take({ type: 'dismissed', to: notice.to, reason: 'replaced' });
      }
    }
    await this.#takeEntries();
    const from = parseSequence((gateway?.fingerprint?.sequence ?? -1) + 1);
    for (const { sequence, fingerprint } of await log.fingerprints(from, parseSequence(0xffffffff))) {
      this.#compare(sequence, fingerprint);
      gateway?.take({ type: 'fingerprint', sequence, fingerprint });
    }
    if (attendance && JSON.stringify(attendance) !== JSON.stringify(this.#attendance)) {
      this.#attendance = attendance;
      gateway?.take({ type: 'attendance', attendance });
    }
    if (this.#heard.size > 0) surroundings.soon(() => void this.#forget().catch(() => {}));
  }

  /** Where the database does not answer, they are forgotten with the next. */
  async #forget(): Promise<void> {
    const done = [...this.#heard];
    await this.#setup.cluster.heard(this.#federation, done);
    for (const number of done) this.#heard.delete(number);
  }

  async #takeEntries(): Promise<void> {
    const gateway = this.#gateway;
    if (!gateway) return;
    for (;;) {
      const from = gateway.head.sequence;
      const page = await this.#setup.log.entries(parseSequence(from + 1), PAGE_BYTES);
      if (page.length === 0) return;
      page.forEach((bytes, i) => {
        const sequence = parseSequence(from + 1 + i);
        // Whoever asked for the same ones meanwhile may have brought them.
        if (sequence !== gateway.head.sequence + 1) return;
        gateway.take({ type: 'entry', head: { sequence, chain: entryHash(bytes) }, bytes });
      });
    }
  }

  #compare(sequence: Sequence, published: string): void {
    const own = this.#unpublished.get(sequence);
    for (const known of this.#unpublished.keys()) if (known <= sequence) this.#unpublished.delete(known);
    if (own === undefined || own === published) return;
    const message = `State ${sequence} has the fingerprint ${own} on this node, but ${published} was published for it.`;
    this.#setup.contradicted(new Error(message));
  }

  async #preside(isTick: boolean): Promise<void> {
    const { cluster } = this.#setup;
    if (isTick) this.#areSessionsOld = true;
    if (this.#office && isTick) await cluster.renew(this.#office.lease);
    if (!this.#office) {
      const lease = await cluster.claim(this.#federation);
      if (!lease) return;
      await this.#takeOver(lease);
    }
    if (this.#office) await this.#collect(this.#office);
  }

  /** The room goes on where the log ends, with everybody who is connected anywhere. [R7] */
  async #takeOver(lease: Lease): Promise<void> {
    const { cluster, log, rules, surroundings, observer } = this.#setup;
    const state = await log.state();
    const sessions = await cluster.sessions(this.#federation);
    const seats = new Seats();
    const inHand = new Set<Receipt>();
    const coordinator: Coordinator = new Coordinator({
      ...{ rules, state, log, surroundings, observer },
      ...(this.#setup.labelsOf && { labelsOf: this.#setup.labelsOf }),
      downlink: {
        commit: async (writes, notices, receipts) => {
          const began = performance.now();
          await cluster.commit(lease, { log, writes, receipts, notices: seats.address(notices) });
          observer.committed((performance.now() - began) / 1000);
          for (const receipt of receipts) inHand.delete(receipt);
        },
        tell: (notice) => this.#tell(lease, notice),
      },
      failed: (error) => {
        if (this.#office?.coordinator === coordinator) this.#resign(error);
      },
    });
    this.#office = { lease, coordinator, seats, inHand };
    for (const report of seats.update(sessions)) coordinator.take(report);
    coordinator.start();
    // What the one before has said last may be of clients that went with it.
    this.#tell(lease, { type: 'attendance', attendance: attendanceOf(coordinator.room) });
    for (const [sequence, fingerprint] of this.#unpublished) {
      if ((await log.fingerprint(parseSequence(sequence))) !== null) continue;
      coordinator.publish(parseSequence(sequence), fingerprint);
    }
  }

  /** Hands the coordinator whatever has come: who is here first, then what they said. */
  async #collect({ lease, coordinator, seats, inHand }: Office): Promise<void> {
    const { cluster } = this.#setup;
    const letters = await cluster.letters(this.#federation, inHand, LETTERS);
    const isStranger = letters.some(({ participant }) => participant && !seats.has(participant));
    if (this.#areSessionsOld || isStranger) {
      this.#areSessionsOld = false;
      const sessions = await cluster.sessions(this.#federation);
      for (const report of seats.update(sessions)) coordinator.take(report);
    }
    for (const letter of letters) {
      inHand.add(letter.receipt);
      const report = readReport(letter);
      if (report instanceof Error) {
        // What cannot be read now never can: left there, it would end one coordinator after another.
        this.#setup.troubled(report);
        const { log } = this.#setup;
        await cluster.commit(lease, { log, writes: [], receipts: [letter.receipt], notices: [] });
        inHand.delete(letter.receipt);
        continue;
      }
      if (report.type === 'command') seats.heard(report.id, letter.node);
      else if (!seats.has(report.participant)) seats.heard(report.participant, letter.node);
      coordinator.take(report, letter.receipt);
    }
    if (letters.length === LETTERS) this.#presiding.poke();
  }

  #tell(lease: Lease, notice: Notice): void {
    if (notice.type !== 'attendance') return;
    this.#setup.cluster.attend(lease, notice.attendance).catch((error: unknown) => {
      if (this.#office?.lease === lease) this.#resign(error);
    });
  }

  /** The room may be ahead of the log, or another node has taken over: whoever goes on begins with the log. */
  #resign(error: unknown): void {
    this.#office?.coordinator.abandon();
    this.#office = null;
    if (!(error instanceof FencedError)) this.#failing(PRESIDING)(error);
  }

  #failing(loop: string): (error: unknown) => void {
    return (error) => {
      this.note(error);
      this.#troubles.set(loop, messageOf(error));
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
