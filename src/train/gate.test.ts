import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { MapStore } from '../../tests/support/map-store.ts';
import { EVERYTHING } from './allowance.ts';
import { systemClock as clock } from './clock.ts';
import { Control } from './control.ts';
import type { TrainEvent } from './events.ts';
import { missingBytes, untilComputable, untilLoadable } from './gate.ts';

async function collect(events: AsyncIterable<TrainEvent>, onEvent: (event: TrainEvent) => void = () => {}) {
  const activities: unknown[] = [];
  for await (const event of events) {
    if (event.type === 'activity') activities.push(event.activity);
    onEvent(event);
  }
  return activities;
}

test('large files wait for another network and say so; small ones do not', async () => {
  const control = new Control({ ...EVERYTHING, downloads: 'cellular' });
  expect(await collect(untilLoadable({ control, clock }, 2 ** 20))).toEqual([]);
  const waited = await collect(untilLoadable({ control, clock }, 5e6), () => control.obey(EVERYTHING));
  expect(waited).toEqual([{ name: 'metered', reason: 'cellular', bytes: 5e6 }, { name: 'loading' }]);
});

test('a reason that changes is told again; who leaves waits no longer', async () => {
  const control = new Control({ ...EVERYTHING, downloads: 'cellular' });
  let seen = 0;
  const waited = await collect(untilLoadable({ control, clock }, 5e6), () => {
    if (seen++ === 0) control.obey({ ...EVERYTHING, downloads: 'save-data' });
    else control.leave();
  });
  expect(waited).toEqual([
    { name: 'metered', reason: 'cellular', bytes: 5e6 },
    { name: 'metered', reason: 'save-data', bytes: 5e6 },
  ]);
});

test('nothing is computed before the hours begin, and the wait says until when', async () => {
  const reasons = [{ name: 'schedule', until: 9000 } as const];
  const control = new Control({ ...EVERYTHING, reasons });
  const waited = await collect(untilComputable({ control, clock }), () => control.obey(EVERYTHING));
  expect(waited).toEqual([{ name: 'paused', reasons, until: 9000 }, { name: 'loading' }]);
});

test('a download breaks off when its network becomes a metered one, and the next may go on', () => {
  const control = new Control();
  const { downloadSignal } = control;
  control.obey({ ...EVERYTHING, downloads: 'cellular' });
  expect(downloadSignal.aborted).toBe(true);
  control.obey(EVERYTHING);
  expect(control.downloadSignal.aborted).toBe(false);
  expect(control.left).toBe(false);
  control.leave();
  expect(control.downloadSignal.aborted).toBe(true);
  control.obey(EVERYTHING);
  expect(control.downloadSignal.aborted).toBe(true);
});

test('what is missing of a model is what is not here, or not whole', async () => {
  const manifest = testManifest();
  const files = [1, 2, 3].map((n) => ({ name: `${n}`, bytes: n * 10, sha256: `0${n}`.repeat(32) }));
  const store = new MapStore();
  store.files.set(files[0]!.sha256, new Blob(['x'.repeat(10)])).set(files[2]!.sha256, new Blob(['x']));
  // Two of the three chunks of a fourth file, the short last one among them.
  const large = { name: '4', bytes: 25, sha256: '04'.repeat(32), chunks: { bytes: 10, sha256: ['a', 'b', 'c'] } };
  const partial = { sha256: large.sha256, name: 'none/4', bytes: 25, chunkBytes: 10 };
  await store.chunks.keep(partial, 0, 'a', new Uint8Array(10));
  await store.chunks.keep(partial, 2, 'c', new Uint8Array(5));
  const model = { ...manifest.model, files: [...files, large] };
  expect(await missingBytes({ ...manifest, model }, store)).toBe(20 + 30 + 10);
});
