import { expect, test } from 'vitest';
import { memoryChart } from './index.ts';

const shared = { model: 'large', tokens: 32, rows: 8 } as const;

test('a bar is as long as its share of the largest, and carries its size', () => {
  const svg = memoryChart([
    { ...shared, subject: 'stock', peakBytes: 2e9 },
    { ...shared, subject: 'simd', peakBytes: 1e9 },
  ]);
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)" height="16"/g)].map(([, width]) => Number(width));
  expect(widths).toHaveLength(2);
  expect(widths[1]! / widths[0]!).toBeCloseTo(0.5);
  expect(svg).toContain('2.00 GB');
  expect(svg).toContain('1.00 GB');
});

test('what did not fit has words instead of a bar', () => {
  const svg = memoryChart([
    { ...shared, subject: 'stock', peakBytes: 2e9 },
    { ...shared, subject: 'adam', peakBytes: null },
  ]);
  expect(svg.match(/height="16"/g)).toHaveLength(1);
  expect(svg).toContain('does not fit');
});
