import {
  type Tensor,
  type Variable,
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  tidy,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';

/**
 * Takes one step against the gradients, variable by variable, and frees each gradient with it. tfjs's own optimisers
 * keep the products of all variables until the last one is done: many times the parameters, and no part of the method.
 */
export interface Optimizer {
  /** @param gradient of a variable; called once for each */
  step(variables: readonly Variable[], gradient: (variable: Variable) => Tensor): void;
  dispose(): void;
}

/** w -= rate * g */
export function sgd(rate: number): Optimizer {
  return {
    step(variables, gradient) {
      for (const weight of variables) {
        const g = gradient(weight);
        tidy(() => weight.assign(sub(weight, mul(g, rate))));
        g.dispose();
      }
    },
    dispose() {},
  };
}

/** The moments' decay and the guard against a division by 0, as published. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Kingma, Ba 2015, algorithm 1. Keeps two numbers for each parameter. */
export function adam(rate: number): Optimizer {
  const moments = new Map<Variable, { readonly first: Variable; readonly second: Variable }>();
  const momentsOf = (weight: Variable) => {
    const known = moments.get(weight);
    if (known) return known;
    const fresh = () => {
      const zeros = zerosLike<Tensor>(weight);
      const made = variable(zeros, false);
      zeros.dispose();
      return made;
    };
    const made = { first: fresh(), second: fresh() };
    moments.set(weight, made);
    return made;
  };
  let steps = 0;
  return {
    step(variables, gradient) {
      steps++;
      for (const weight of variables) {
        const g = gradient(weight);
        const { first, second } = momentsOf(weight);
        tidy(() => first.assign(add(mul(first, BETA1), mul(g, 1 - BETA1))));
        tidy(() => second.assign(add(mul(second, BETA2), mul(square(g), 1 - BETA2))));
        g.dispose();
        tidy(() => {
          const scale = add(sqrt(div(second, 1 - BETA2 ** steps)), EPSILON);
          weight.assign(sub(weight, div(mul(first, rate / (1 - BETA1 ** steps)), scale)));
        });
      }
    },
    dispose() {
      for (const { first, second } of moments.values()) {
        first.dispose();
        second.dispose();
      }
      moments.clear();
    },
  };
}
