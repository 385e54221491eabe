export { type Key, foldIn, keyFromBytes, threefry2x32 } from './threefry.ts';
export { WORD_ELEMENTS, fingerprintMultipliers, signAt, signBits } from './noise.ts';
