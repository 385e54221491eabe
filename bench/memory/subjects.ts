import type { Model } from '../workload/index.ts';

/** Who is weighed. Each is a file of its own, so that a process imports nothing but what it runs. */
export const SUBJECTS = ['stock', 'simd', 'simd-16', 'wasm', 'sgd', 'adam', 'lora'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** A model that is loaded and can be used. */
export interface Subject {
  /** Once what a user of it repeats: a forward pass, or a training step. */
  step(): Promise<void>;
  /** Its own accounting, in bytes, at most so far. */
  ownPeak(): number;
}

export interface Load {
  readonly model: Model;
  readonly rows: number;
  readonly tokens: number;
  readonly threads: number;
}

export type Open = (load: Load) => Promise<Subject>;

/** Imports a subject's program without running it. */
export async function importSubject(name: SubjectName): Promise<Open> {
  switch (name) {
    case 'stock':
      return (await import('./stock.ts')).openStock;
    case 'simd':
    case 'simd-16':
    case 'wasm':
      return (await import('./fedspzo.ts')).openFedspzo(name);
    case 'sgd':
    case 'adam':
    case 'lora':
      return (await import('./backpropagation.ts')).openBackpropagation(name);
    default:
      return name satisfies never;
  }
}
