import { shareBefore } from '../../src/model/index.ts';
import type { Flags } from './experiment.ts';

type Architecture = Parameters<typeof shareBefore>[1];

/** Tokens of a row, about: block 1's share of a pass hardly depends on it. */
const TOKENS = 32;

/** Examples of a forward pass when held-out ones are looked at, as many as the commonest step has. */
const ROWS = 8;

const BACKPROPAGATION = ['fedavg', 'fedavg-lora'];

export function isFirstOrder({ method }: Flags): boolean {
  return BACKPROPAGATION.includes(String(method));
}

/** Forward passes of a local step, about: a part of a pass counts by its arithmetic, a backward pass counts two. */
export function passesOfStep(flags: Flags, model: Architecture): number {
  const of = (name: keyof Flags, fallback: number): number => Number(flags[name] ?? fallback);
  switch (String(flags.method)) {
    case 'fedspzo': {
      const share = shareBefore(of('split', Math.round(0.75 * model.layers)), model, TOKENS);
      return 2 * of('p1', 1) * (share + of('p2', 4) * (1 - share));
    }
    case 'fedzo':
      return 2 * of('p', 1);
    case 'decomfl':
      return flags.difference === 'central' ? 2 * of('p', 1) : of('p', 1) + 1;
    case 'fedavg':
      return 3;
    default:
      return 2;
  }
}

/** Forward passes of a round, about, all its clients together. */
export function passesOfRound(flags: Flags, model: Architecture): number {
  const clients = flags.method === 'mezo' ? 1 : Number(flags['per-round'] ?? 5);
  return passesOfStep(flags, model) * clients * Number(flags['local-steps'] ?? 10);
}

/** The rounds between two looks that come nearest to `lookEvery` forward passes. */
export function lookRounds(flags: Flags, model: Architecture, lookEvery: number): number {
  return Math.max(1, Math.round(lookEvery / passesOfRound(flags, model)));
}

/** Forward passes of a whole run, looks included, about. @param heldOut examples of a look, where the flags say nothing */
export function passesOfRun(flags: Flags, model: Architecture, heldOut: number): { training: number; looks: number } {
  const round = passesOfRound(flags, model);
  const rounds = flags.budget === undefined ? Number(flags.rounds ?? 100) : Math.ceil(Number(flags.budget) / round);
  const looks = 1 + Math.ceil(rounds / Number(flags['evaluate-every'] ?? 10));
  return { training: rounds * round, looks: (looks * Math.min(heldOut, Number(flags['held-out'] ?? heldOut))) / ROWS };
}
