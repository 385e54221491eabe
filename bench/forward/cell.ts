import * as v from 'valibot';
import { MODELS } from '../workload/index.ts';

/** What a task of this bench is asked for. */
export const cellSchema = v.object({
  subject: v.string(),
  /** Where it computes: `wasm`, `webgl` or `webgpu`. */
  backend: v.string(),
  model: v.picklist(MODELS),
  threads: v.number(),
  rows: v.number(),
  tokens: v.number(),
  repeats: v.number(),
});
export type Cell = v.InferOutput<typeof cellSchema>;
