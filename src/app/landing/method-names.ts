import type { Method } from '../../protocol/index.ts';

/** Methods as their papers write them. */
export const METHOD_NAMES: Readonly<Record<Method['name'], string>> = {
  fedspzo: 'FedSPZO',
  fedzo: 'FedZO',
  decomfl: 'DeComFL',
  mezo: 'MeZO',
  fedkseed: 'FedKSeed',
};
