import { expect, test } from 'vitest';
import { parseHash } from '../../protocol/index.ts';
import { storedModels } from './stored-models.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => parseHash(digit.repeat(64)));

test('files are listed by the model that they are of, the largest first', () => {
  const files = [
    { hash: a!, name: 'mini/config.json', bytes: 1, chunks: 0, savedAt: 5 },
    { hash: b!, name: 'OWNER/large@main/model.safetensors', bytes: 100, chunks: 2, savedAt: 6 },
    { hash: c!, name: 'mini/model.safetensors', bytes: 10, chunks: 0, savedAt: 7 },
  ];
  expect(storedModels(files)).toEqual([
    { name: 'OWNER/large@main', bytes: 100, savedAt: 6, hashes: [b] },
    { name: 'mini', bytes: 11, savedAt: 7, hashes: [a, c] },
  ]);
});
