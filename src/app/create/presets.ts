/** How fast, on whose directions, and what trains: what most organisers choose. The numbers follow from it. */
export interface Preset {
  readonly pace: 'gentle' | 'standard' | 'fast';
  readonly directions: 'private' | 'shared';
  readonly trains: 'all' | 'biases' | 'lora';
}

/** Every number of the method that the advanced drawer shows; null where somebody has emptied its field. */
export interface MethodNumbers {
  /** Of FedZO; the three after it are FedSPZO's. */
  readonly p: number | null;
  readonly p1: number | null;
  readonly p2: number | null;
  readonly split: number | null;
  readonly epsilon: number | null;
  readonly rateFrom: number | null;
  readonly rateTo: number | null;
  readonly rateRounds: number | null;
  readonly localSteps: number | null;
  readonly batch: number | null;
  readonly clip: number | null;
  /** Of LoRA's adapters; not in the manifest where something else trains. */
  readonly rank: number | null;
  readonly alpha: number | null;
}

/**
 * Steps of a round and the learning rate's fall. `standard` is the default federation's and what docs/DEFAULTS.md
 * measured; the others keep the sum of all steps in the same order of size.
 */
const PACES = {
  gentle: { localSteps: 5, rate: 0.5, rateRounds: 800 },
  standard: { localSteps: 10, rate: 1, rateRounds: 400 },
  fast: { localSteps: 20, rate: 1, rateRounds: 60 },
} as const;

/** Learning rates at a standard pace (docs/DEFAULTS.md). With fewer weights a step's directions are shorter, so rates are larger. */
const RATES = { all: 1e-4, biases: 1e-2, lora: 1e-2 } as const;

/** @param layers of the model; three quarters of them are block 1, as in docs/EXPERIMENTS.md */
export function presetNumbers({ pace, trains }: Preset, layers: number): MethodNumbers {
  const { localSteps, rate, rateRounds } = PACES[pace];
  const rateFrom = rounded(RATES[trains] * rate);
  return {
    ...{ p: 1, p1: 1, p2: 4, split: Math.max(1, Math.round(layers * 0.75)), epsilon: 1e-3 },
    ...{ rateFrom, rateTo: rounded(rateFrom / 10), rateRounds, localSteps, batch: 8, clip: 1000 },
    ...{ rank: 8, alpha: 16 },
  };
}

/** Without the last bits of a division, which nobody wants to read. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
