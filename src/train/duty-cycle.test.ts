import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DutyCycle } from './duty-cycle.ts';

const seconds = fc.double({ min: 0.01, max: 100, noNaN: true });
const shares = fc.constantFrom(0.25, 0.5, 0.75, 1);

test('work takes its share of the time, however long each step is', () => {
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: 50 }), shares, (steps, share) => {
      const duty = new DutyCycle();
      let now = 1000;
      for (const step of steps) {
        now += duty.left(now, share);
        duty.worked(now, now + step, share);
        now += step;
      }
      now += duty.left(now, share);
      const worked = steps.reduce((sum, step) => sum + step, 0);
      expect(worked / (now - 1000)).toBeCloseTo(share, 2);
    }),
  );
});

test('what is waited for meanwhile counts as rest', () => {
  const duty = new DutyCycle();
  duty.worked(10, 12, 0.5);
  expect(duty.left(12, 0.5)).toBeCloseTo(2);
  expect(duty.left(13.5, 0.5)).toBeCloseTo(0.5);
  expect(duty.left(20, 0.5)).toBe(0);
});

test('work that could not wait adds to what was owed', () => {
  const duty = new DutyCycle();
  duty.worked(0, 4, 0.5);
  duty.worked(4, 5, 0.5);
  expect(duty.left(5, 0.5)).toBeCloseTo(5);
});

test('who may compute more rests less, at once', () => {
  const duty = new DutyCycle();
  duty.worked(0, 10, 0.25);
  expect(duty.left(10, 0.25)).toBeCloseTo(30);
  expect(duty.left(10, 0.5)).toBeCloseTo(10);
  expect(duty.left(10, 1)).toBe(0);
});
