import { expect, it } from 'vitest';
import { WasmKernel } from './index.ts';

it('says that memory is exhausted, and goes on with what it has', async () => {
  const kernel = await WasmKernel.create();
  const region = kernel.allocate(4);
  kernel.ints(region).fill(7);
  expect(() => kernel.allocate(2 ** 30)).toThrow(/No memory for 4096 MiB .* beside the 0 MiB in use/);
  expect(() => kernel.allocate(2 ** 30)).toThrow(RangeError);
  expect([...kernel.ints(region)]).toEqual([7, 7, 7, 7]);
  expect(kernel.allocate(4).length).toBe(4);
});

it('promise 2: holds the words asked for and less than 128 KiB of its own', async () => {
  const kernel = await WasmKernel.create();
  kernel.allocate(1_000_000);
  expect(kernel.bytes).toBeLessThan(4_000_000 + 2 ** 17);
});
