import type { SubjectName } from '../memory/index.ts';
import { element, escape } from '../../charts/index.ts';

/** A bar: what one process held at its peak; null where it did not fit. */
export interface MemoryBar {
  readonly model: string;
  readonly tokens: number;
  readonly rows: number;
  readonly subject: SubjectName;
  readonly peakBytes: number | null;
}

const SUBJECTS: Readonly<Record<SubjectName, { label: string; kind: 'inference' | 'fedspzo' | 'first-order' }>> = {
  stock: { label: 'inference (ONNX Runtime)', kind: 'inference' },
  simd: { label: 'FedSPZO, simd', kind: 'fedspzo' },
  'simd-16': { label: 'FedSPZO, simd, 16 bits', kind: 'fedspzo' },
  wasm: { label: 'FedSPZO, wasm', kind: 'fedspzo' },
  sgd: { label: 'backpropagation, SGD', kind: 'first-order' },
  adam: { label: 'backpropagation, Adam', kind: 'first-order' },
  lora: { label: 'LoRA backpropagation', kind: 'first-order' },
};
const MODELS: Readonly<Record<string, string>> = {
  mini: 'dandelion-mini',
  small: 'dandelion-small',
  base: 'RoBERTa-base shape',
  large: 'RoBERTa-large shape',
};

const WIDTH = 760;
const LABELS = 240;
const BARS = 420;
const LINE = 22;
const GAP = 34;

/** Readable on white and on black: the page's own scheme decides where there is one. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .value { font-variant-numeric: tabular-nums }
  .inference { fill: #6e7781 } .fedspzo { fill: #0b7285 } .first-order { fill: #c2570c }
  .reference { stroke: #6e7781; stroke-dasharray: 3 3 }
  .paper { fill: #ffffff }
  .none { font-style: italic }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 }
    text { fill: #e6edf3 }
    .inference { fill: #8b949e } .fedspzo { fill: #3bc9db } .first-order { fill: #ff922b }
    .reference { stroke: #8b949e }
  }`;

/** Peak memory of each way to train, as bars: one group for each model and length, each with a scale of its own. */
export function memoryChart(bars: readonly MemoryBar[]): string {
  const keyOf = ({ model, tokens }: MemoryBar) => `${model}/${tokens}`;
  const groups = [...new Set(bars.map(keyOf))].map((key) => bars.filter((bar) => keyOf(bar) === key));
  let y = 24;
  const parts = groups.map((group) => {
    const part = drawGroup(group, y);
    y += LINE * (group.length + 1) + GAP;
    return part;
  });
  const caption = 'Largest resident size of a Node process, loading included. Each group has its own scale.';
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${y}`, role: 'img', 'aria-label': caption },
    element('title', {}, 'Peak memory of training and of inference'),
    element('style', {}, STYLE),
    element('rect', { width: WIDTH, height: y, rx: 6, class: 'paper' }),
    ...parts,
    element('text', { x: 8, y: y - 10 }, caption),
  )}\n`;
}

function drawGroup(bars: readonly MemoryBar[], top: number): string {
  const first = bars[0]!;
  const largest = Math.max(...bars.map(({ peakBytes }) => peakBytes ?? 0));
  const widthOf = (bytes: number) => (BARS * bytes) / largest;
  const title = `${MODELS[first.model] ?? first.model}, context ${first.tokens}`;
  const inference = bars.find(({ subject }) => subject === 'stock')?.peakBytes ?? null;
  const lines = bars.map(({ subject, rows, peakBytes }, i) => {
    const y = top + LINE * (i + 1);
    const { label, kind } = SUBJECTS[subject];
    const name = element('text', { x: LABELS, y: y + 4, 'text-anchor': 'end' }, escape(`${label}, ${rows} rows`));
    if (peakBytes === null) {
      return name + element('text', { x: LABELS + 8, y: y + 4, class: 'none' }, 'does not fit into its 4 GiB');
    }
    const width = widthOf(peakBytes);
    const bar = element('rect', { x: LABELS + 8, y: y - 8, width, height: 16, rx: 2, class: kind });
    return name + bar + element('text', { x: LABELS + 14 + width, y: y + 4, class: 'value' }, sizeOf(peakBytes));
  });
  const x = LABELS + 8 + widthOf(inference ?? 0);
  const ends = { x1: x, x2: x, y1: top + LINE - 12, y2: top + LINE * bars.length + 12 };
  const reference = inference === null ? '' : element('line', { ...ends, class: 'reference' });
  return element('text', { x: 8, y: top, class: 'title' }, escape(title)) + lines.join('') + reference;
}

function sizeOf(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
