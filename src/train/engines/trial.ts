import type { EngineName } from '../../engine/index.ts';

/** How an engine did on this device, or why nobody knows. */
export interface Trial {
  readonly engine: EngineName;
  /** Forward passes of a batch in a second; null where it was not measured. */
  readonly passesPerSecond: number | null;
  /** Why it was not, as what follows its name: "is not there". Empty where it was. */
  readonly reason: string;
}

/** Measured ones, fastest first. */
export function ranked(trials: readonly Trial[]): (Trial & { readonly passesPerSecond: number })[] {
  return trials
    .flatMap((trial) => (trial.passesPerSecond === null ? [] : [{ ...trial, passesPerSecond: trial.passesPerSecond }]))
    .sort((a, b) => b.passesPerSecond - a.passesPerSecond);
}

/** "simd 21 passes a second; wasm 9; webgpu is not there". */
export function describeTrials(trials: readonly Trial[]): string {
  const measured = ranked(trials).map(({ engine, passesPerSecond }, i) => {
    return `${engine} ${formatSpeed(passesPerSecond)}${i === 0 ? ' passes a second' : ''}`;
  });
  const others = trials
    .filter(({ passesPerSecond }) => passesPerSecond === null)
    .map(({ engine, reason }) => `${engine} ${reason}`);
  return [...measured, ...others].join('; ');
}

function formatSpeed(passesPerSecond: number): string {
  return passesPerSecond < 10 ? passesPerSecond.toFixed(1) : String(Math.round(passesPerSecond));
}
