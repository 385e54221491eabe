export { type Key, foldIn, keyFromBytes, threefry2x32 } from './threefry.ts';
export { WORD_ELEMENTS, fingerprintMultipliers, roundingByteAt, roundingKey, signAt, signBits } from './noise.ts';
