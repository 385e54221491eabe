import * as v from 'valibot';
import { type Passes, cellSchema, enginePasses, stockPasses } from '../forward/index.ts';

/** Passes of whatever the project has installed: its engines, onnxruntime-web and tfjs. */
export async function forward(input: unknown): Promise<Passes> {
  const cell = v.parse(cellSchema, input);
  if (cell.subject === 'dandelion') return enginePasses(cell);
  if (cell.subject === 'onnxruntime-web') return stockPasses(cell);
  // Its backends and their files belong in a page.
  const { tfjsPasses } = await import('../forward/tfjs.ts');
  return tfjsPasses(cell);
}
