import { expect, test } from 'vitest';
import { Backlog, type Receiver } from './backlog.ts';

class Slow implements Receiver {
  unsent = 0;
  gone = false;
  letGo(): void {
    this.gone = true;
    this.unsent = 0;
  }
}

test('[T4] beyond the bound over all the slowest is let go first, and no more than is needed', () => {
  const backlog = new Backlog(100);
  const receivers = [10, 60, 30].map((bytes) => {
    const receiver = new Slow();
    receiver.unsent = bytes;
    backlog.sent(receiver, bytes);
    return receiver;
  });
  expect(receivers.map(({ gone }) => gone)).toEqual([false, false, false]);
  receivers[0]!.unsent += 20;
  backlog.sent(receivers[0]!, 20);
  expect(receivers.map(({ gone }) => gone)).toEqual([false, true, false]);
});

test('[T4] what has gone out meanwhile counts no more, and neither does who has left', () => {
  const backlog = new Backlog(100);
  const [fast, left, slow] = [new Slow(), new Slow(), new Slow()];
  for (const receiver of [fast, left, slow]) {
    receiver.unsent = 40;
    backlog.sent(receiver, 40);
    receiver.unsent = receiver === fast ? 0 : 40;
    if (receiver === left) backlog.forget(left);
  }
  expect([fast.gone, left.gone, slow.gone]).toEqual([false, false, false]);
  expect(backlog.isHigh).toBe(false);
  slow.unsent = 60;
  backlog.sent(slow, 20);
  expect(backlog.isHigh).toBe(true);
  slow.unsent = 0;
  backlog.look();
  expect(backlog.isHigh).toBe(false);
});

test('looks at everybody are few, however much is sent', () => {
  let looks = 0;
  const backlog = new Backlog(1600);
  const slow = Object.defineProperty(new Slow(), 'unsent', { get: () => (looks++, 1500) });
  for (let i = 0; i < 1000; i++) backlog.sent(slow, 1);
  expect(looks).toBeLessThan(1000 / 100 + 2);
});
