export { apply } from './apply';
export { fingerprint } from './fingerprint';
export { gather, readRows } from './gather';
export { DELTAS, HEAP, KEYS, MAX_ROWS, MAX_UPDATES, ROWS } from './layout';
export { perturb, read } from './perturb';
export { addProduct } from './product';
