import { render } from 'preact';
import { afterEach, expect, test } from 'vitest';
import type { TrainEvent } from '../../train/index.ts';
import { NO_PROGRESS, reduce } from '../progress.ts';
import { measures, progress } from '../session.ts';
import { Charts } from './live-charts.tsx';
import './live.css';

const LEAF = 'rgb(0, 128, 0)';
const BAND = 'rgb(200, 255, 200)';
const MUTED = 'rgb(90, 90, 90)';
const PATIENCE = { timeout: 20_000, interval: 50 };

afterEach(() => {
  document.body.replaceChildren();
  measures.clear();
  progress.value = NO_PROGRESS;
});

/** The charts as they are after these events, in colours that can be told apart. */
function show(events: readonly TrainEvent[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'live';
  box.style.width = '600px';
  for (const [name, color] of [
    ['--leaf', LEAF],
    ['--accuracy-band', BAND],
    ['--muted', MUTED],
  ] as const) {
    box.style.setProperty(name, color);
  }
  document.body.append(box);
  events.forEach((event, i) => {
    progress.value = reduce(progress.value, event, i * 1000);
    measures.take(event, progress.value, i * 1000);
  });
  render(<Charts />, box);
  return box;
}

/** The figure of a chart, its table opened. */
function figure(box: HTMLElement, testid: string): HTMLElement {
  const found = box.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!;
  found.querySelector('summary')!.click();
  return found;
}

function rowsOf(of: HTMLElement): string[][] {
  return [...of.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent));
}

/** Heights at which a colour stands on a canvas, in its middle column and some beside: dashes have gaps. */
function heightsOf(canvas: HTMLCanvasElement, color: string): number[] {
  const [red, green, blue] = color.match(/\d+/g)!.map(Number);
  const { width, height } = canvas;
  const left = Math.round(width / 2) - 20;
  const { data } = canvas.getContext('2d')!.getImageData(left, 0, 40, height);
  const places = Array.from({ length: 40 * height }, (_, i) => i);
  const isColor = (i: number): boolean =>
    data[4 * i] === red && data[4 * i + 1] === green && data[4 * i + 2] === blue && data[4 * i + 3] === 255;
  return [...new Set(places.filter(isColor).map((i) => Math.floor(i / 40)))].toSorted((a, b) => a - b);
}

function evaluation(sequence: number, accuracy: number): TrainEvent {
  return { type: 'evaluation', sequence, evaluation: { loss: 0.6, accuracy, count: 50 } };
}

test('chart and table show the same accuracy, interval and base model', async () => {
  const box = show([evaluation(0, 0.6), ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((round) => evaluation(round, 0.8))]);
  const accuracy = figure(box, 'accuracy-chart');
  await expect.poll(() => rowsOf(accuracy).length, PATIENCE).toBe(12);
  const rows = rowsOf(accuracy);
  expect(rows[0]).toEqual(['Round', 'Accuracy', '95 % from', '95 % to', 'Base model']);
  // Of 40 in 50 and of 30 in 50, by Wilson.
  expect(rows[1]).toEqual(['0', '60.0 %', '46.2 %', '72.4 %', '60.0 %']);
  expect(rows.at(-1)).toEqual(['10', '80.0 %', '67.0 %', '88.8 %', '60.0 %']);
  expect(accuracy.querySelector('caption')!.textContent).toMatch(/Wilson/);
  expect(accuracy.textContent).toContain(
    "80.0 % after round 10, on 50 texts. 95 % interval: 67.0 % to 88.8 %. The base model's 60.0 % lies outside of it.",
  );

  await expect.poll(() => accuracy.querySelector('canvas') !== null, PATIENCE).toBe(true);
  const canvas = accuracy.querySelector('canvas')!;
  await expect.poll(() => heightsOf(canvas, BAND).length, PATIENCE).toBeGreaterThan(10);
  const [percent, low, high, base] = rows.at(-1)!.slice(1).map(Number.parseFloat);
  const band = heightsOf(canvas, BAND);
  const [top, bottom] = [band[0]!, band.at(-1)!];
  const middle = (heights: readonly number[]): number => heights.reduce((sum, y) => sum + y, 0) / heights.length;
  /** A height of the canvas as the per cent that it stands for, by the band's ends. */
  const percentAt = (y: number): number => high! - ((y - top) / (bottom - top)) * (high! - low!);
  const pixel = (high! - low!) / (bottom - top);
  expect(Math.abs(percentAt(middle(heightsOf(canvas, LEAF))) - percent!)).toBeLessThan(3 * pixel);
  // Below it are the axis' numbers, in the same colour.
  const muted = heightsOf(canvas, MUTED).filter((y) => y > bottom);
  const dashed = muted.filter((y) => y < muted[0]! + 3);
  expect(Math.abs(percentAt(middle(dashed)) - base!)).toBeLessThan(3 * pixel);
});

test('the table has the loss as it was measured, its mean and its band', async () => {
  const step = (loss: number): TrainEvent => ({
    ...{ type: 'step', round: 1, step: 1, steps: 3, loss, scalars: new Float32Array(4) },
    ...{ seconds: 0.5, forwardSeconds: 0.4, passes: 8, tokens: 100 },
  });
  const box = show([step(2), step(4), step(9)]);
  const loss = figure(box, 'loss-chart');
  await expect.poll(() => rowsOf(loss).length, PATIENCE).toBe(4);
  expect(rowsOf(loss).at(-1)).toEqual(['3', '9.000', '5.000', '1.394', '8.606']);
  expect(loss.textContent).toContain('Now 5.000 ± 3.606. At first 5.000.');
  expect(box.querySelector('[role="img"]')!.getAttribute('aria-label')).toMatch(/one standard deviation/);
});
