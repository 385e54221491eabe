import { type Manifest, manifestHash, parseSequence } from '../protocol/index.ts';
import { DeComFl } from './decomfl.ts';
import { FedKSeed } from './fedkseed.ts';
import { FedSpzo } from './fedspzo.ts';
import { FedZo } from './fedzo.ts';
import { roundKey } from './keys.ts';
import type { ZeroOrderMethod } from './method.ts';
import { MeZo } from './mezo.ts';

/** The method that a manifest names. */
export function createMethod(manifest: Manifest): ZeroOrderMethod {
  const { method } = manifest;
  switch (method.name) {
    case 'fedspzo':
      return new FedSpzo(method);
    case 'fedzo':
      return new FedZo(method);
    case 'decomfl':
      return new DeComFl(method);
    case 'mezo':
      return new MeZo(method);
    case 'fedkseed': {
      const hash = manifestHash(manifest);
      // Round 0 has no entry, so that its key is free.
      return new FedKSeed(method, roundKey(hash, parseSequence(0), hash));
    }
    default:
      return method satisfies never;
  }
}
