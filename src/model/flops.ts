import type { Architecture } from './architecture.ts';

// Letters: B rows, S tokens of a row, H hidden, F feed-forward. Multiplications of matrices alone are counted, as is usual:
// norms, activations, gathered rows and adapters are a percent or less beside them.

type Sides = Pick<Architecture, 'layers' | 'hidden' | 'feedForward'>;

/** Multiplications of one row in each of the layers but the last, in the last layer, and in the head. */
function products({ hidden: H, feedForward: F }: Sides, S: number) {
  return {
    layer: S * (4 * H * H + 2 * H * F) + 2 * S * S * H,
    // At the mask position only, but for keys and values.
    last: S * 2 * H * H + 2 * H * H + 2 * H * F + 2 * S * H,
    head: H * H,
  };
}

/** Block 1's share (a) of a forward pass's multiplications, when it ends before layer `split`. */
export function shareBefore(split: number, architecture: Sides, S: number): number {
  const { layers } = architecture;
  const { layer, last, head } = products(architecture, S);
  const before = split < layers ? split * layer : (layers - 1) * layer + last;
  return before / ((layers - 1) * layer + last + head);
}

/** Floating-point operations of one forward pass of a batch of B rows, padded to S tokens: two for a multiplication. */
export function forwardFlops(architecture: Sides, { size: B, length: S }: { size: number; length: number }): number {
  const { layer, last, head } = products(architecture, S);
  return 2 * B * ((architecture.layers - 1) * layer + last + head);
}
