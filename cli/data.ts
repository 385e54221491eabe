import type { Split } from '../src/data/index.ts';
import type { Manifest } from '../src/protocol/index.ts';
import { taskOf } from '../src/tasks/index.ts';
import { openDataset } from './datasets/index.ts';

/**
 * Reads a volunteer's data: whatever `openDataset` takes. A known task's files are read by their published columns
 * and labels, others by a guess, as in the page.
 */
export async function localData(source: string, { task }: Manifest, labelColumn?: string): Promise<Split> {
  const { training, heldOut, notes } = await openDataset(
    source,
    taskOf(task),
    labelColumn === undefined ? {} : { labelColumn },
  );
  for (const note of notes) console.error(note);
  return { training, heldOut };
}
