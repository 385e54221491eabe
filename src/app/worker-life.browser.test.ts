import { afterEach, expect, test, vi } from 'vitest';
import { WorkerLife } from './worker-life.ts';

const threads: Worker[] = [];
afterEach(() => threads.splice(0).forEach((thread) => thread.terminate()));

function workerOf(source: string): Worker {
  const thread = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  threads.push(thread);
  return thread;
}

/** The next message. */
const replyOf = (thread: Worker): Promise<unknown> =>
  new Promise((resolve) => thread.addEventListener('message', ({ data }) => resolve(data), { once: true }));

test('an answer is passed on', async () => {
  const thread = workerOf('onmessage = ({ data }) => postMessage(data + 1)');
  const life = new WorkerLife(thread, 'It stopped.');
  const reply = life.answer(replyOf(thread));
  thread.postMessage(1);
  await expect(reply).resolves.toBe(2);
});

test('who waits for a worker that fails is told, and so is who asks afterwards', async () => {
  const thread = workerOf('onmessage = () => { throw new Error("out of memory") }');
  const onFailure = vi.fn<() => void>();
  const life = new WorkerLife(thread, 'It stopped.', onFailure);
  const reply = life.answer(replyOf(thread));
  thread.postMessage(1);
  await expect(reply).rejects.toThrow('It stopped.');
  expect(onFailure).toHaveBeenCalledOnce();
  await expect(life.answer(replyOf(thread))).rejects.toThrow('It stopped.');
});

test('who waits for a worker that is ended is told why, and nobody else is', async () => {
  const thread = workerOf('onmessage = () => undefined');
  const onFailure = vi.fn<() => void>();
  const life = new WorkerLife(thread, 'It stopped.', onFailure);
  const reply = life.answer(replyOf(thread));
  life.end('You joined again.');
  life.end('Twice.');
  await expect(reply).rejects.toThrow('You joined again.');
  expect(onFailure).not.toHaveBeenCalled();
});
