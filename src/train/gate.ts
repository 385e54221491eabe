import type { Manifest } from '../protocol/index.ts';
import { untilOf } from './allowance.ts';
import { Activities } from './activities.ts';
import type { Clock } from './clock.ts';
import type { Control } from './control.ts';
import type { Activity, TrainEvent } from './events.ts';
import { ChunkPlan, type FileStore } from './download/index.ts';

/** Bytes that are loaded on any network: fewer than a photograph has. */
const SMALL = 2 ** 20;
/** Milliseconds after which a wait looks around by itself. */
const LOOK = 20_000;

interface Waiting {
  readonly control: Control;
  readonly clock: Clock;
}

/** Whether so few bytes are loaded on any network. */
export function isSmall(bytes: number): boolean {
  return bytes <= SMALL;
}

/** Waits while large files may not be loaded, and says why. @param bytes that would be loaded */
export async function* untilLoadable(waiting: Waiting, bytes: number): AsyncGenerator<TrainEvent, void> {
  if (isSmall(bytes)) return;
  yield* waitWhile(waiting, ({ downloads }) => downloads && { name: 'metered', reason: downloads, bytes });
}

/** Waits while nothing may be computed, and says why: before an engine is opened, which takes memory and power. */
export async function* untilComputable(waiting: Waiting): AsyncGenerator<TrainEvent, void> {
  yield* waitWhile(waiting, ({ paused, reasons }) => paused && { name: 'paused', reasons, until: untilOf(reasons) });
}

async function* waitWhile(
  { control, clock }: Waiting,
  waits: (control: Control) => Activity | null | false,
): AsyncGenerator<TrainEvent, void> {
  const activities = new Activities();
  let waited = false;
  while (!control.left) {
    const seen = control.changes;
    const activity = waits(control);
    if (!activity) break;
    waited = true;
    yield* activities.now(activity);
    await control.next(seen, LOOK, clock);
  }
  if (waited && !control.left) yield { type: 'activity', activity: { name: 'loading' } };
}

/** Bytes of the model's files that are not on this device, nor any chunk of them. */
export async function missingBytes({ model }: Manifest, store: Pick<FileStore, 'file' | 'chunks'>): Promise<number> {
  let bytes = 0;
  for (const file of model.files) {
    const whole = await store.file(file.sha256);
    if (whole?.size === file.bytes) continue;
    bytes += file.bytes;
    const plan = new ChunkPlan(model.name, file);
    if (plan.count < 2) continue;
    for (const index of (await store.chunks.list(plan.file)).keys()) bytes -= plan.lengthOf(index);
  }
  return bytes;
}
