import { expect, test } from 'vitest';
import { sentiment } from '../../../server/federations/index.ts';
import { modelHost } from './model-host.ts';

test.each([
  ['/models/dandelion-mini', null],
  ['http://192.168.0.2:8787/models/x', null],
  ['https://huggingface.co/group/small/resolve/c0ffee', 'huggingface.co'],
  // The same machine at another port is another place.
  ['http://192.168.0.2:80/models/x', '192.168.0.2'],
])('a model at %s is of the place %s', async (location, host) => {
  const manifest = await sentiment();
  const elsewhere = { ...manifest, model: { ...manifest.model, location } };
  expect(modelHost(elsewhere, 'http://192.168.0.2:8787/?federation=x#/federation')).toBe(host);
});
