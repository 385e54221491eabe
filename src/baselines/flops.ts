import type { Architecture } from '../model/index.ts';

// Letters: S tokens of a row, H hidden, F feed-forward.

/** Block 1's share (a) of a forward pass's multiplications, when it ends before layer `split`. */
export function shareBefore(split: number, architecture: Architecture, S: number): number {
  const { layers, hidden: H, feedForward: F } = architecture;
  const layer = S * (4 * H * H + 2 * H * F) + 2 * S * S * H;
  // At the mask position only, but for keys and values.
  const last = S * 2 * H * H + 2 * H * H + 2 * H * F + 2 * S * H;
  const head = H * H;
  const before = split < layers ? split * layer : (layers - 1) * layer + last;
  return before / ((layers - 1) * layer + last + head);
}
