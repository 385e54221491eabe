import { expect, test } from 'vitest';
import { pathToFileURL } from 'node:url';
import { type Manifest, ManifestError } from '../../src/protocol/index.ts';
import { DEFAULT_MODEL_FOLDER, checkFederation, sentiment } from './index.ts';

const folder = pathToFileURL(`${DEFAULT_MODEL_FOLDER}/`).href;
const manifest = await sentiment();

test('the default federation holds what it promises', async () => {
  await expect(checkFederation(manifest, folder)).resolves.toBeUndefined();
});

const { task, model, method } = manifest;
const [config, ...others] = model.files;

test.each<[string, Partial<Manifest>, RegExp]>([
  ['a split behind the last layer', { method: { ...method, split: 7 } as Manifest['method'] }, /splits after layer 7/],
  ['more last layers than there are', { trainable: { set: 'last', layers: 9 } }, /from 1 to 6 for this model, not 9/],
  ['a rank beyond the hidden size', { trainable: { set: 'lora', rank: 500, alpha: 1 } }, /rank must be .* not 500/],
  ['rows longer than the model reads', { task: { ...task, maxTokens: 512 + 1 } }, /513 tokens; the model reads 512/],
  [
    'a label word of several tokens',
    { task: { ...task, labels: [task.labels[0]!, { name: 'positive', word: ' superlatively' }] } },
    /" superlatively" is \d tokens/,
  ],
  ['a file of another length', { model: { ...model, files: [{ ...config!, bytes: 1 }, ...others] } }, /and not 1/],
  [
    'a file of another hash',
    { model: { ...model, files: [{ ...config!, sha256: '0'.repeat(64) }, ...others] } },
    /config.json at file:.* another SHA-256/,
  ],
  [
    'a file that nobody would read whole',
    { model: { ...model, files: [{ ...config!, bytes: 2 ** 40 }, ...others] } },
    /of more than 67108864 bytes/,
  ],
  [
    'files without number',
    { model: { ...model, files: Array.from({ length: 65 }, () => config!) } },
    /64 are the most/,
  ],
  [
    'a file that is not there',
    { model: { ...model, files: [{ ...config!, name: 'other.json' }, ...others] } },
    /other.json at file:.* cannot be read/,
  ],
])('a federation with %s is refused when it is created', async (_, change, message) => {
  const refused = checkFederation({ ...manifest, ...change }, folder);
  await expect(refused).rejects.toThrow(ManifestError);
  await expect(refused).rejects.toThrow(message);
});
