import type { Report, Table } from './experiment.ts';
import type { Outcome } from './write.ts';
import { duration } from './words.ts';

/** Rows as a Markdown table; the first is the head, and its first column is text. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rest.map(line)].join('\n');
}

/** An experiment's page: question, chart, tables, and how it was run. */
export function pageOf(
  { experiment, options, setting, plan, model, sources, arms, failures, seconds }: Outcome,
  { tables }: Pick<Report, 'tables'>,
  chart: string,
  { processor, cores, node }: { processor: string; cores: number; node: string },
): string {
  const standIns = sources.some(({ isStandIn }) => isStandIn)
    ? ['The sample sets of short reviews stand in for SST-2: these are figures of theirs, not of SST-2.']
    : [];
  const boolq = sources.some(({ task }) => task === 'boolq')
    ? [
        'Where train.jsonl of BoolQ was cut from the published validation file, figures are not comparable with published ones.',
      ]
    : [];
  const edges = arms.filter(({ rate, rates }) => rates.length > 1 && (rate === rates.at(0) || rate === rates.at(-1)));
  const how = [
    ...experiment.method,
    ...standIns,
    ...boolq,
    `Seeds ${plan.seeds.join(', ')}; ranges are from the least to the most of them.`,
    ...selectionWords(),
    ...(edges.length > 0
      ? [
          `The best rate lies at the edge of its grid, so a better one may lie beyond: ${edges.map(({ name }) => name).join(', ')}.`,
        ]
      : []),
    'Figures of this project on this model and data. None of them is the paper’s, whose numbers are not known here.',
  ];
  const failed = failures.map(({ run, why }) => `- **Failed:** ${run}: ${why}`);
  return [
    `# ${experiment.title}`,
    '<!-- Written by npm run experiment; changes are lost. -->',
    experiment.question,
    `![${experiment.title}](${chart})`,
    ...tables.map(section),
    `## How`,
    [...how.map((sentence) => `- ${sentence}`), ...failed].join('\n'),
    `    ${options.command}`,
    `${setting.form === 'full' ? 'Full' : 'Short'} form, ${model.name} (${model.architecture.layers} layers), ` +
      `${processor}, ${cores} cores, Node ${node}, ${duration(seconds)} (runs kept from earlier not counted).`,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');

  function selectionWords(): string[] {
    const rates = `Learning rates: ${[...new Set(arms.map(({ name, rate }) => `${name} ${rate ?? 'none'}`))].join('; ')}.`;
    const sizes = [...new Set(plan.arms.map((arm) => arm.rates.length))];
    if (sizes.every((size) => size === 1))
      return [rates, 'They were not chosen in this form but taken from an earlier choice.'];
    const seeds = plan.seeds.slice(0, plan.selection.seeds).join(', ');
    return [
      rates,
      `Each is the best of ${sizes.join(' or ')} by ${plan.selection.words} on development examples (seed ${seeds}); the figures are of held-out ones.`,
    ];
  }
}

function section({ title, rows }: Table): string {
  return `## ${title}\n\n${markdownTable(rows)}`;
}
