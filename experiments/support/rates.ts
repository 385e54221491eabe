import type { Form } from './experiment.ts';

/** What has a learning rate of its own. */
type Kind = 'fedspzo' | 'fedzo' | 'decomfl' | 'fedkseed' | 'mezo' | 'fedavg' | 'fedavg-lora' | 'normalized';

/** The same for every method that moves along random directions by their projected gradients. */
const GRID = [3e-5, 1e-4, 3e-4];

/** For dandelion-mini. `best` is for short forms, which choose nothing; each grid has as many as the others. */
const RATES: Readonly<Record<Kind, { best: number; grid: readonly number[] }>> = {
  fedspzo: { best: 1e-4, grid: GRID },
  fedzo: { best: 1e-4, grid: GRID },
  decomfl: { best: 3e-4, grid: GRID },
  fedkseed: { best: 5e-5, grid: [1e-5, 5e-5, 1e-4] },
  mezo: { best: 1e-4, grid: GRID },
  fedavg: { best: 3e-5, grid: [1e-5, 3e-5, 1e-4] },
  'fedavg-lora': { best: 2e-3, grid: [5e-4, 2e-3, 5e-3] },
  // Its gradients are divided by their spread, which is some tens here.
  normalized: { best: 3e-3, grid: [1e-3, 3e-3, 1e-2] },
};

/** The grid to choose from in the full form, the best known rate in the short one. */
export function ratesOf(kind: Kind, form: Form): readonly number[] {
  return form === 'full' ? RATES[kind].grid : [RATES[kind].best];
}
