import { type Entry, decodeEntry } from '../src/protocol/index.ts';
import type { Traffic } from '../src/relay/index.ts';
import type { Cost } from './training.ts';

/** What one local step takes. */
export type StepCost = Pick<Cost, 'forwards' | 'flops'>;

/** Adds up what a federation's clients do until a round is closed, then begins anew. */
export class RoundMeter {
  readonly #traffic: readonly Readonly<Traffic>[];
  #before = { up: 0, down: 0 };
  #losses: number[] = [];
  #participants = new Set<number>();
  #forwards = 0;
  #flops = 0;
  #scalars = 0;

  /** @param traffic of each client, counted from its start */
  constructor(traffic: readonly Readonly<Traffic>[]) {
    this.#traffic = traffic;
  }

  step(client: number, loss: number, { forwards, flops }: StepCost): void {
    this.#losses.push(loss);
    this.#participants.add(client);
    this.#forwards += forwards;
    this.#flops += flops;
  }

  /** A client has sent a contribution. */
  sent(scalars: number): void {
    this.#scalars += scalars;
  }

  /** @param entry that closed the round, which every client was sent */
  close(entry: Entry): { loss: number; participants: number[]; cost: Cost } {
    const sum = (way: keyof Traffic): number => this.#traffic.reduce((total, traffic) => total + traffic[way], 0);
    const now = { up: sum('up'), down: sum('down') };
    const scalars = scalarsOf(entry);
    const cost = {
      forwards: this.#forwards,
      flops: this.#flops,
      bytesUp: now.up - this.#before.up,
      bytesDown: now.down - this.#before.down,
      scalarBytesUp: 4 * this.#scalars,
      scalarBytesDown: 4 * scalars * this.#traffic.length,
    };
    const loss = this.#losses.reduce((total, one) => total + one, 0) / this.#losses.length;
    const participants = [...this.#participants].toSorted((a, b) => a - b);
    this.#before = now;
    this.#losses = [];
    this.#participants = new Set();
    this.#forwards = this.#flops = this.#scalars = 0;
    return { loss, participants, cost };
  }
}

function scalarsOf(entry: Entry): number {
  switch (entry.kind) {
    case 'shared':
      return entry.coefficients.length;
    case 'private':
      return [...entry.parts, ...entry.late].reduce((sum, { scalars }) => sum + scalars.length, 0);
    case 'rollback':
      return entry.undone.reduce((sum, bytes) => sum + scalarsOf(decodeEntry(bytes)), 0);
    default:
      return entry satisfies never;
  }
}
