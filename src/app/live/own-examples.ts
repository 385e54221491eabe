import { reveal, splitExamples } from '../../data/index.ts';
import { attempt, chosen } from '../storage.ts';

/** An example of this device's owner that the training never sees: its texts, and the name of its class. */
export interface OwnExample {
  readonly texts: readonly string[];
  readonly label: string;
}

/** The chosen data set's held-out examples, for its owner's own screen; none where it is gone. */
export async function heldOutExamples(): Promise<readonly OwnExample[]> {
  const id = chosen.peek();
  let found: readonly OwnExample[] = [];
  if (id === null) return found;
  await attempt(async (open) => {
    const dataset = await open.datasets.get(id);
    if (!dataset) return;
    const { heldOut } = splitExamples(dataset.examples);
    found = heldOut.map(({ texts, label }) => ({ texts: texts.map(reveal), label: dataset.labels[label] ?? '' }));
  });
  return found;
}
