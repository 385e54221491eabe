import type { Architecture } from '../model/index.ts';
import type { TokenBatch } from './engine.ts';

/** Tokens of a row at most: RoBERTa's first positions are taken by its padding. */
export function maximumLength({ positions, firstPosition }: Architecture): number {
  return positions - firstPosition;
}

/**
 * Ids outside the vocabulary would read other tensors' memory.
 * @throws RangeError when the batch is not one that the architecture reads.
 */
export function checkBatch(
  { size, length, ids, attention, maskPositions }: TokenBatch,
  architecture: Architecture,
): void {
  const longest = maximumLength(architecture);
  if (length > longest) throw new RangeError(`Rows of ${length} tokens: this model reads ${longest} at most.`);
  const cells = size * length;
  if (cells === 0 || ids.length !== cells || attention.length !== cells || maskPositions.length !== size) {
    throw new RangeError(`The batch's arrays do not have the sizes of ${size} rows of ${length} tokens.`);
  }
  if (ids.some((id) => id < 0 || id >= architecture.vocabulary)) {
    throw new RangeError('A token id lies outside the vocabulary.');
  }
  if (maskPositions.some((at) => at < 0 || at >= length)) throw new RangeError('A mask lies outside its row.');
}

/** @throws RangeError when there are no label words, or one lies outside the vocabulary. */
export function checkLabels(labels: Uint32Array, { vocabulary }: Architecture): void {
  if (labels.length === 0) throw new RangeError('At least one label word is needed.');
  if (labels.some((id) => id >= vocabulary)) throw new RangeError('A label word lies outside the vocabulary.');
}

/** @throws RangeError when block 1 cannot end after layer `split`. */
export function checkSplit(split: number, { layers }: Architecture): void {
  if (!Number.isInteger(split) || split < 0 || split > layers) {
    throw new RangeError(`The split must lie between 0 and ${layers} layers, not ${split}.`);
  }
}
