import { type Manifest, splitOf } from '../src/protocol/index.ts';
import type { TrainEvent } from '../src/train/index.ts';
import { createMethod } from '../src/zo/index.ts';
import type { Verdict } from './judge.ts';

/** What `npm run demo -- --json FILE` writes. Keys are stable. */
export interface DemoResult {
  /** Over all sources' held-out examples, in [0, 1] and in nats. */
  readonly accuracy: { readonly base: number; readonly final: number };
  readonly loss: { readonly base: number; readonly final: number };
  readonly sources: Verdict['sources'];
  readonly rounds: number;
  /** Bytes of WebSocket frames, model files left out. */
  readonly bytesUpPerClientRound: number;
  readonly bytesDownPerClientRound: number;
  /** Equivalents of one forward pass of a batch through the whole model, by share of layers, all clients together. */
  readonly forwardPasses: number;
  /** Median over all clients' steps. */
  readonly secondsPerStep: number;
  /** Sum of step times over the sum of the bare layer runs in them. */
  readonly stepOverForward: number;
  /** Most that one client's engine held at once, and the lattice's integers in it. */
  readonly peakBytes: number;
  readonly weightBytes: number;
  /** Of the last state: every participant, the relay, and this process's replay of the log. */
  readonly fingerprints: Readonly<Record<string, string>>;
}

interface Client {
  fingerprint: string;
  verified: string;
  traffic: { up: number; down: number };
}

/** Listens to the demo's volunteers and adds up. */
export class DemoRecord {
  onProgress: (progress: { round: number; loss: number; steps: number }) => void = () => {};
  readonly #rounds: number;
  readonly #manifest: Manifest;
  readonly #clients = new Map<string, Client>();
  readonly #seconds: number[] = [];
  #forwardSeconds = 0;
  #loss = Number.NaN;
  #peak = 0;
  #weights = 0;
  #heard = performance.now();
  #done: (failure: Error | null) => void = () => {};

  constructor(rounds: number, manifest: Manifest) {
    this.#rounds = rounds;
    this.#manifest = manifest;
  }

  /** A listener for one client's events. */
  listen(name: string): (event: TrainEvent) => void {
    const client: Client = { fingerprint: '', verified: '', traffic: { up: 0, down: 0 } };
    this.#clients.set(name, client);
    return (event) => this.#take(client, event);
  }

  /** Settles with null when every client has the last entry and the relay's word on it; rejects after silence. */
  finished(silence: number): Promise<null> {
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        if (performance.now() - this.#heard < silence * 1000) return;
        this.#done(new Error(`Nothing has happened for ${silence} seconds.`));
      }, 1000);
      // Volunteers keep the demo alive, not this: when it is stopped, nobody clears the timer.
      timer.unref();
      this.#done = (failure) => {
        clearInterval(timer);
        if (failure) reject(failure);
        else resolve(null);
      };
    });
  }

  #take(client: Client, event: TrainEvent): void {
    this.#heard = performance.now();
    if (event.type === 'step') {
      this.#seconds.push(event.seconds);
      this.#forwardSeconds += event.forwardSeconds;
      this.#loss = Number.isNaN(this.#loss) ? event.loss : 0.95 * this.#loss + 0.05 * event.loss;
      this.onProgress({ round: event.round, loss: this.#loss, steps: this.#seconds.length });
    } else if (event.type === 'entry' && event.sequence === this.#rounds) {
      client.fingerprint = event.fingerprint;
    } else if (event.type === 'verified' && event.sequence === this.#rounds) {
      client.verified = event.fingerprint;
    } else if (event.type === 'traffic' && !client.verified) {
      client.traffic = event;
    } else if (event.type === 'memory') {
      this.#peak = Math.max(this.#peak, event.peak);
      this.#weights = event.weights;
    } else if (event.type === 'problem' && event.problem.fatal) {
      this.#done(new Error(`${event.problem.message} ${event.problem.remedy}`));
    }
    const clients = [...this.#clients.values()];
    if (clients.every(({ fingerprint, verified }) => fingerprint && verified)) this.#done(null);
  }

  result(verdict: Verdict): DemoResult {
    const { method } = this.#manifest;
    const clients = [...this.#clients];
    const perClientRound = (direction: 'up' | 'down'): number =>
      clients.reduce((sum, [, { traffic }]) => sum + traffic[direction], 0) / clients.length / this.#rounds;
    const passesPerStep = createMethod(this.#manifest).forwards(splitOf(this.#manifest) / verdict.layers);
    const sorted = this.#seconds.toSorted((a, b) => a - b);
    return {
      accuracy: verdict.accuracy,
      loss: verdict.loss,
      sources: verdict.sources,
      rounds: this.#rounds,
      bytesUpPerClientRound: perClientRound('up'),
      bytesDownPerClientRound: perClientRound('down'),
      forwardPasses: passesPerStep * this.#rounds * method.localSteps * clients.length,
      secondsPerStep: sorted[sorted.length >> 1]!,
      stepOverForward: sorted.reduce((sum, seconds) => sum + seconds, 0) / this.#forwardSeconds,
      peakBytes: this.#peak,
      weightBytes: this.#weights,
      fingerprints: {
        ...Object.fromEntries(clients.map(([name, { fingerprint }]) => [name, fingerprint])),
        relay: clients[0]![1].verified,
        'replay of the log': verdict.fingerprint,
      },
    };
  }
}
