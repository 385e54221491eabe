import type { Evaluation } from '../src/train/index.ts';
import { Checkpoint, type KeptRound } from './checkpoint.ts';
import { FirstOrderTraining } from './first-order.ts';
import { identityOf } from './identity.ts';
import { languageFederation } from './language.ts';
import type { SimulationOptions, Stop } from './options.ts';
import { FREE, type RoundRow, addCosts } from './rows.ts';
import type { StepDone, Training } from './training.ts';

/** What a run tells, in order: row 0 first, then the steps of each round and its row. */
export type SimulationEvent =
  | StepDone
  | {
      readonly type: 'round';
      readonly row: RoundRow;
      /** The log's entry; null in row 0, and where a method has no log. */
      readonly entry: Uint8Array | null;
      /** Read from the checkpoint. */
      readonly resumed: boolean;
    };

/**
 * One run from the base model to its end, or from where its checkpoint stands. A consumer may stop at any event: what was
 * told is true, the step under way is the last, and the checkpoint has all closed rounds.
 *
 * @throws CheckpointError when the checkpoint is of other options
 */
export async function* simulate(options: SimulationOptions): AsyncGenerator<SimulationEvent, void, void> {
  const checkpoint = options.checkpoint ? Checkpoint.open(options.checkpoint, identityOf(options)) : null;
  for (const { row, entry } of checkpoint?.rounds ?? []) yield { type: 'round', row, entry, resumed: true };
  const kept = checkpoint?.rounds.at(-1)?.row;
  if (kept && isOver(kept, options.stop)) return;

  const training = await open(options, checkpoint);
  try {
    let last: RoundRow = kept ?? baseRow;
    if (!kept) {
      last = { ...baseRow, ...look(await training.evaluate()) };
      checkpoint?.keep({ row: last, entry: null }, null);
      yield { type: 'round', row: last, entry: null, resumed: false };
    }
    while (!isOver(last, options.stop)) {
      const began = performance.now();
      const { loss, participants, cost, fingerprint, entry, model } = yield* training.next();
      const spent = { ...cost, seconds: (performance.now() - began) / 1000 };
      const total = addCosts(last.total, spent);
      const row: RoundRow = { ...baseRow, round: last.round + 1, loss, participants, fingerprint, ...spent, total };
      const isDue = row.round % options.evaluateEvery === 0 || isOver(row, options.stop);
      last = isDue ? { ...row, ...look(await training.evaluate()) } : row;
      checkpoint?.keep({ row: last, entry }, model);
      yield { type: 'round', row: last, entry, resumed: false };
    }
  } finally {
    await training.close();
  }
}

function open(options: SimulationOptions, checkpoint: Checkpoint | null): Promise<Training> {
  const rounds: readonly KeptRound[] = checkpoint?.rounds ?? [];
  if (options.firstOrder) {
    const round = rounds.at(-1)?.row.round ?? 0;
    return FirstOrderTraining.open(options, options.firstOrder, round, checkpoint?.model() ?? null);
  }
  return languageFederation(
    options,
    rounds.flatMap(({ entry }) => (entry ? [entry] : [])),
  );
}

const baseRow: RoundRow = {
  round: 0,
  loss: null,
  accuracy: null,
  heldOutLoss: null,
  participants: [],
  fingerprint: null,
  ...FREE,
  total: FREE,
};

function look({ accuracy, loss }: Evaluation): Pick<RoundRow, 'accuracy' | 'heldOutLoss'> {
  return { accuracy, heldOutLoss: loss };
}

function isOver({ round, total }: RoundRow, stop: Stop): boolean {
  return 'rounds' in stop ? round >= stop.rounds : total.forwards >= stop.forwards;
}
