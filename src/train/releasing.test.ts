import { expose, finalizer, wrap } from 'comlink';
import { expect, test } from 'vitest';
import { releasing } from './releasing.ts';

/** A function of another thread's, at this end and at that one. */
function lend() {
  const told: number[] = [];
  const { port1, port2 } = new MessageChannel();
  const released = new Promise<readonly number[]>((resolve) => {
    const tell = (done: number): number => told.push(done);
    expose(Object.assign(tell, { [finalizer]: () => resolve(told) }), port1);
  });
  return { lent: wrap<(done: number) => void>(port2), released };
}

test('a lent function is given back after the job, and everything that it was told arrives before', async () => {
  const { lent, released } = lend();
  const result = await releasing(lent, async (tell) => {
    for (const done of [1, 2, 3]) void tell(done);
    return 'a file';
  });
  expect(result).toBe('a file');
  expect(await released).toEqual([1, 2, 3]);
});

test('a lent function is given back after a job that fails', async () => {
  const { lent, released } = lend();
  await expect(releasing(lent, () => Promise.reject(new Error('No room.')))).rejects.toThrow('No room.');
  expect(await released).toEqual([]);
});
