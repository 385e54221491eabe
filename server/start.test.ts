import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Manifest, ManifestError } from '../src/protocol/index.ts';
import { sentiment } from './federations/index.ts';
import { type Relay, startRelay } from './index.ts';

let data: string;
let relay: Relay | null = null;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'dandelion-start-'));
});
afterEach(async () => {
  await relay?.close();
  relay = null;
  await rm(data, { recursive: true, force: true });
});

const manifest = await sentiment();
const start = (manifests: readonly Manifest[], folders?: readonly string[]) =>
  startRelay({
    ...{ manifests, data, port: 0, host: '127.0.0.1', logLevel: 'silent', reconstruct: false, check: true },
    ...(folders && { folders }),
  });

test('a manifest that is refused leaves no log, so that it can be mended under its id', async () => {
  const faulty = { ...manifest, id: 'reviews', round: { ...manifest.round, quorum: 3, maximum: 2 } };
  const refused = start([manifest, faulty]);
  await expect(refused).rejects.toThrow(ManifestError);
  await expect(refused).rejects.toThrow('The manifest of federation "reviews" is not valid: round.quorum: 3 cannot');
  const mended = [manifest, { ...faulty, round: { ...faulty.round, maximum: 3 } }];
  relay = await start(mended.map((one) => ({ ...one, title: `${one.title}, mended` })));
});

test('two manifests with one id are refused', async () => {
  await expect(start([manifest, { ...manifest }])).rejects.toThrow(
    '"sentiment" is not valid: id: another manifest has it',
  );
});

test('a model that no folder has, or a location that is none, is refused with what to do', async () => {
  const empty = path.join(data, 'empty');
  await mkdir(empty);
  await expect(start([manifest], [empty])).rejects.toThrow(
    /has \/models\/dandelion-small\/config.json; give --folder DIR, in which the file is DIR\/models\/dandelion-small/,
  );
  for (const location of ['http://example.org/model', 'models/dandelion-mini']) {
    const elsewhere = { ...manifest, model: { ...manifest.model, location } };
    await expect(start([elsewhere])).rejects.toThrow('model.location: must be an https address, or a path');
  }
});
