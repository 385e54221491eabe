import { DELTAS, TABLES } from './layout';

/**
 * Prepares `apply`. Per element,
 *
 *     sum_j D_j z_j  =  sum_j 2 D_j b_j  -  sum_j D_j        (z = +1 where the bit b is set, else -1)
 *
 * and four updates have only 16 different sums of -2 D_j b_j. Each group of four gets a table of them, indexed by the
 * four bits and split by byte, since a vector instruction looks up sixteen bytes at once.
 *
 * @returns sum_j D_j, which every element gains whatever its bits
 */
export function prepare(updates: i32): i32 {
  const groups = (updates + 3) >> 2;
  // The last group is filled up with updates of nothing.
  for (let j = updates; j < 4 * groups; j++) store<i32>(DELTAS + 4 * j, 0);
  let constant = 0;
  for (let j = 0; j < updates; j++) constant += load<i32>(DELTAS + 4 * j);
  for (let g = 0; g < groups; g++) {
    for (let bits = 0; bits < 16; bits++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        if ((bits >> j) & 1) sum -= 2 * load<i32>(DELTAS + 16 * g + 4 * j);
      }
      for (let byte = 0; byte < 4; byte++) store<u8>(TABLES + 64 * g + 16 * byte + bits, sum >> (8 * byte));
    }
  }
  return constant;
}
