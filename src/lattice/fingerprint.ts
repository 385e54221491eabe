import type { Lanes } from './kernel.ts';

/** 32 hexadecimal digits: equal fingerprints mean equal integers (but for chance, about 2^-128). */
export type Fingerprint = string & { readonly __brand: 'Fingerprint' };

function isFingerprint(text: string): text is Fingerprint {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The lanes of all tensors, added up, as text: lane 0 first. */
export function fingerprintOf(tensors: Iterable<Lanes>): Fingerprint {
  const sum = new Uint32Array(4);
  for (const lanes of tensors) lanes.forEach((lane, l) => (sum[l]! += lane));
  const text = Array.from(sum, (lane) => lane.toString(16).padStart(8, '0')).join('');
  if (!isFingerprint(text)) throw new TypeError(`${text} is not a fingerprint.`);
  return text;
}
