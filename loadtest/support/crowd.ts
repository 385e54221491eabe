import { platform } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { GoodbyeReason } from '../../src/protocol/index.ts';
import { returnWait } from '../../src/relay/index.ts';
import { type Company, LightClient } from './client.ts';
import { sleep, steadyNow } from './clock.ts';
import type { Counts, CrowdReport, CrowdSettings } from './crowd-reports.ts';
import { identityOf } from './identity.ts';
import { RoundLog } from './round-log.ts';
import { Speech } from './speech.ts';

/** Milliseconds after which a round's entry has come to everybody who is there. */
const FINISHED_AFTER = 2000;
const MOST_FAULTS = 100;
/** Clients of one process that are on their way in at the beginning, at most: a browser's page does not wait either. */
const ON_THEIR_WAY = 64;
/** The relay's limit on connections from one address is 256. */
const CLIENTS_PER_ADDRESS = 200;
/** Many volunteers in one process. */
export class Crowd implements Company {
  readonly speech: Speech;
  readonly #settings: CrowdSettings;
  readonly #report: (report: CrowdReport) => void;
  readonly #clients: LightClient[];
  readonly #rounds: RoundLog;
  readonly #acks: number[] = [];
  #lastAcked = 0;
  readonly #faults: string[] = [];
  #returned: number[] = [];
  /** When each client that was thrown out was. */
  readonly #thrownOut = new Map<LightClient, number>();
  readonly #fingerprints = new Map<number, string>();
  #newestFingerprint = 0;
  #isReady: boolean;
  /** Clients that were synced, each time they were. */
  #arrivals = 0;
  #epoch: string | null = null;
  /** Clients at the relay, as PRESENCE says. */
  #present = 0;
  readonly #counts: Counts = {
    connected: 0,
    synced: 0,
    sent: 0,
    dropped: 0,
    acked: 0,
    refused: {},
    ended: {},
    left: 0,
  };
  readonly #delay = monitorEventLoopDelay({ resolution: 5 });
  readonly #stop = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(settings: CrowdSettings, report: (report: CrowdReport) => void) {
    for (const url of settings.urls) requireLoopback(url);
    this.#settings = settings;
    this.#report = report;
    this.#isReady = settings.ready === 'at once';
    this.speech = new Speech(settings.manifest);
    this.#rounds = new RoundLog(settings.manifest);
    this.#clients = Array.from({ length: settings.clients }, (_, i) => {
      const index = settings.first + i;
      return new LightClient(index, identityOf(index), this);
    });
  }

  /** Everybody connects, one after another at the ramp's pace; then some come and go. */
  async run(): Promise<void> {
    this.#delay.enable();
    this.#every(this.#settings.reportEvery, () => this.#tell(steadyNow() - FINISHED_AFTER));
    const began = steadyNow();
    for (const [i, client] of this.#clients.entries()) {
      const wait = began + (i / this.#settings.ramp) * 1000 - steadyNow();
      if (wait > 2) await sleep(wait, this.#stop.signal);
      while (i - this.#arrivals >= ON_THEIR_WAY && !this.#stop.signal.aborted) await sleep(5, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      this.#connect(client);
    }
    if (this.#settings.churn > 0) await this.#churn();
  }

  /** Everybody says READY, and says so from now on at once. */
  makeReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    for (const client of this.#clients) client.makeReady();
  }

  /** Everybody leaves. The last report is the ledger. */
  stop(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#delay.disable();
    const positions = Uint32Array.from(this.#clients, ({ position }) => position);
    for (const client of this.#clients) client.leave();
    this.#tell(Infinity);
    const late = this.#delay.percentile(99) / 1e6;
    this.#report({ type: 'ledger', acks: Uint32Array.from(this.#acks), positions, late });
  }

  // What clients ask.

  get isReady(): boolean {
    return this.#isReady;
  }

  stateBefore(sequence: number): { sequence: number; fingerprint: string } {
    // Without a reconstruction nobody knows a fingerprint, and nobody compares.
    const none = '0'.repeat(32);
    if (this.#newestFingerprint === 0) return { sequence, fingerprint: none };
    let at = Math.min(sequence, this.#newestFingerprint);
    while (at > 0 && !this.#fingerprints.has(at)) at--;
    return { sequence: at, fingerprint: this.#fingerprints.get(at) ?? none };
  }

  think(): number | null {
    if (Math.random() < this.#settings.drop) {
      this.#counts.dropped++;
      return null;
    }
    const [least, most] = this.#settings.think;
    return least + Math.random() * (most - least);
  }

  // What clients tell.

  welcomed(_: LightClient, epoch: string): void {
    this.#counts.connected++;
    this.#epoch ??= epoch;
    if (epoch !== this.#epoch) this.fault(`the log of epoch ${this.#epoch} began anew as ${epoch}`);
  }

  opened(_: LightClient, round: number, at: number, remaining: number): void {
    this.#rounds.opened(round, at, remaining);
  }

  sent({ identity }: LightClient, round: number, at: number): void {
    this.#counts.sent++;
    this.#rounds.sent(round, identity.participant, at);
  }

  acked({ index }: LightClient, round: number): void {
    this.#lastAcked = Math.max(this.#lastAcked, round);
    this.#counts.acked++;
    this.#acks.push(index, round);
  }

  refused(_: LightClient, __: number, reason: string): void {
    this.#counts.refused[reason] = (this.#counts.refused[reason] ?? 0) + 1;
  }

  entry(client: LightClient, bytes: Uint8Array, at: number): number {
    try {
      return this.#rounds.entry(bytes, at, client.isSynced);
    } catch (error) {
      this.fault(`client ${client.index}: ${error instanceof Error ? error.message : String(error)}`);
      return client.position + 1;
    }
  }

  fingerprint(frame: Uint8Array): void {
    const sequence = new DataView(frame.buffer, frame.byteOffset).getUint32(1);
    if (sequence <= this.#newestFingerprint && this.#fingerprints.has(sequence)) return;
    this.#fingerprints.set(sequence, Buffer.from(frame.subarray(5, 21)).toString('hex'));
    this.#newestFingerprint = Math.max(this.#newestFingerprint, sequence);
  }

  presence(frame: Uint8Array): void {
    this.#present = new DataView(frame.buffer, frame.byteOffset).getUint16(1);
  }

  synced(client: LightClient): void {
    this.#counts.synced++;
    this.#arrivals++;
    const since = this.#thrownOut.get(client);
    if (since === undefined) return;
    this.#thrownOut.delete(client);
    this.#returned.push(steadyNow() - since);
  }

  fault(words: string): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(words);
  }

  closed(
    client: LightClient,
    was: { connected: boolean; synced: boolean },
    reason: GoodbyeReason | null,
    within: number,
  ): void {
    if (was.connected) this.#counts.connected--;
    if (was.synced) this.#counts.synced--;
    if (this.#stop.signal.aborted) return;
    const why = reason ?? (was.connected ? 'cut' : 'unreachable');
    this.#counts.ended[why] = (this.#counts.ended[why] ?? 0) + 1;
    if (!this.#thrownOut.has(client)) this.#thrownOut.set(client, steadyNow());
    const wait =
      this.#settings.returnAfter ?? returnWait(client.attempts + 1, { connected: this.#present, within }, Math.random);
    this.#later(wait, () => this.#connect(client));
  }

  #connect(client: LightClient): void {
    if (this.#stop.signal.aborted || client.isConnected) return;
    const { urls } = this.#settings;
    // As behind a balancer: one that was thrown out tries the next node.
    client.connect(urls[(client.index + client.attempts) % urls.length]!, addressOf(client.index));
  }

  async #churn(): Promise<void> {
    const { churn, clients, absence } = this.#settings;
    const perMillisecond = (churn * clients) / 60_000;
    while (!this.#stop.signal.aborted) {
      await sleep(-Math.log(1 - Math.random()) / perMillisecond, this.#stop.signal);
      const here = this.#clients.filter((client) => client.isSynced);
      const client = here[Math.floor(Math.random() * here.length)];
      if (!client || this.#stop.signal.aborted) continue;
      this.#counts.connected--;
      this.#counts.synced--;
      this.#counts.left++;
      client.leave();
      this.#later(absence * (0.5 + Math.random()), () => this.#connect(client));
    }
  }

  #tell(before: number): void {
    for (const round of this.#rounds.finished(before)) this.#report(round);
    const returned = Float64Array.from(this.#returned);
    this.#returned = [];
    const behindAll = this.#clients.reduce((least, { position }) => Math.min(least, position), Infinity);
    this.#report({
      type: 'progress',
      counts: structuredClone(this.#counts),
      behindAll,
      head: this.#rounds.head,
      lastAcked: this.#lastAcked,
      faults: [...this.#faults],
      returned,
    });
  }

  #later(milliseconds: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #every(milliseconds: number, run: () => void): void {
    this.#later(milliseconds, () => {
      run();
      this.#every(milliseconds, run);
    });
  }
}

/** A load test is for one's own machine. @throws Error for an address elsewhere */
export function requireLoopback(url: string): void {
  const { hostname } = new URL(url);
  if (/^127(\.\d{1,3}){3}$/.test(hostname) || hostname === 'localhost' || hostname === '[::1]') return;
  throw new Error(`The load test drives relays on this machine only, and ${hostname} is not on loopback.`);
}

/** On Linux all of 127.0.0.0/8 is loopback: each address has a share of the clients, as homes have. */
function addressOf(index: number): string | null {
  if (platform() !== 'linux') return null;
  const home = Math.floor(index / CLIENTS_PER_ADDRESS);
  return `127.77.${Math.floor(home / 250)}.${(home % 250) + 1}`;
}
