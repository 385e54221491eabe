import { FedZo } from './fedzo.ts';

/**
 * MeZO (Malladi et al. 2023, arXiv 2305.17333): central difference along one direction.
 *
 *     g  = (loss(w + e z) - loss(w - e z)) / 2e
 *     w -= rate * g * z
 */
export class MeZo extends FedZo {
  constructor(settings: { readonly epsilon: number; readonly clip: number }) {
    super({ ...settings, p: 1 });
  }
}
