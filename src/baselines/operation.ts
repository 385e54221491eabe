import { type Tensor, Variable, customGrad, tidy } from '@tensorflow/tfjs-core';

/** Keeps what the gradient will need. Called once at most. */
type Save = (tensors: Tensor[]) => void;

/**
 * A function of tensors with its gradient. tfjs's own gradients would do, but keep every intermediate product until
 * the whole pass is over. Here a layer keeps what its gradient needs, as a good framework does, and frees it, and
 * the gradient that came in, as soon as it has used them: a baseline should not look worse than it is.
 *
 * @param inputs what to differentiate by: weights that are frozen are left out
 * @param backward gradients of `inputs`, in their order, as new tensors; may use trainable and frozen weights too
 */
export function operation<T extends Tensor>(
  inputs: readonly Tensor[],
  forward: (save: Save) => T,
  backward: (dy: T, saved: readonly Tensor[]) => Tensor[],
): T {
  const differentiable = customGrad<T>((...given) => {
    const save = given.at(-1);
    if (typeof save !== 'function') throw new TypeError('tfjs gave no way to keep tensors for the gradient.');
    return {
      value: forward(save),
      gradFunc: (dy, saved) => {
        const gradients = tidy(() => backward(dy, saved));
        for (const used of [dy, ...saved]) used.dispose();
        return gradients;
      },
    };
  });
  return differentiable(...inputs);
}

/** Whether this is a weight by which no gradient is wanted. */
export function isFrozen(x: Tensor): boolean {
  return x instanceof Variable && !x.trainable;
}
