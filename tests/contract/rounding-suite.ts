import { describe, expect, it } from 'vitest';
import { type Kernel, Lattice, type LatticeTensor } from '../../src/lattice/index.ts';
import golden from '../golden/noise.json' with { type: 'json' };

const SIZE = 2 ** 16;
/** Steps in units of the last place: fractions of either sign, more than one, the least and nearly one. */
const STEPS = [0.3, -0.3, 2.75, 1 / 256, -255 / 256];

/** What random rounding to 16 bits owes beyond exactness, which the suites of kernel and lattice hold it to. */
export function roundingSuite(name: string, create: () => Promise<Kernel>): void {
  describe(`rounding at random on kernel ${name}`, () => {
    it('moves as the golden updates do, computed outside this repository', async () => {
      const kernel = await create();
      for (const { key, tensor: index, delta, moves } of golden.rounded) {
        const size = moves.length;
        const tensor: LatticeTensor = { region: kernel.allocate(size), size, precision: 16, index, shift: 13 };
        kernel.apply(tensor, Uint32Array.from(key), Int32Array.of(delta));
        expect([...kernel.integers(tensor)]).toEqual(moves);
      }
    });

    it.each(STEPS.map((units, i) => [units, i] as const))(
      'has no bias: the mean move of 65,536 weights is the step of %d units, to 4 standard errors',
      async (units, i) => {
        const lattice = new Lattice([SIZE], await create(), 16);
        lattice.staging(0).fill(0);
        lattice.quantise(0);
        const step = units * 2 ** -lattice.shifts[0]!;
        const key = [i, 17] as const;
        // The weights are 0: reading them gives the signs.
        const signs = lattice.kernel.allocate(SIZE);
        lattice.perturb(0, { key, amount: 1 }, signs);
        const z = lattice.kernel.floats(signs);
        lattice.apply([{ key, from: 0, to: 1, step }]);
        let along = 0;
        let plain = 0;
        lattice.integers(0).forEach((n, element) => {
          along -= n * z[element]!;
          plain += n;
        });
        const expected = Math.round(units * 256) / 256;
        const fraction = Math.abs(expected) % 1;
        const error = Math.sqrt((fraction * (1 - fraction)) / SIZE);
        expect(Math.abs(along / SIZE - expected)).toBeLessThanOrEqual(4 * error);
        // What is rounded up does not depend on the sign: the moves themselves cancel.
        expect(Math.abs(plain / SIZE)).toBeLessThanOrEqual((4 * Math.hypot(expected, 1)) / Math.sqrt(SIZE));
      },
    );
  });
}
