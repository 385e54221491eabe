import { METHOD_NAMES } from '../landing/method-names.ts';
import { type Manifest, aggregationOf, precisionOf, scalarsPerStep, trainableOf } from '../../protocol/index.ts';
import { type Outcome, gain } from './outcome.ts';

/**
 * The model card of a federation's result, filled in from its manifest and its log: Markdown with the front matter that
 * model hubs read. English, as such cards are.
 *
 * @param page address of the federation's page
 */
export function modelCard(outcome: Outcome, page: string): string {
  const { manifest, sequence } = outcome;
  const sections = [
    frontMatter(outcome),
    `# ${manifest.title}`,
    manifest.purpose,
    `**${manifest.model.name}**, finetuned in ${count(sequence, 'round')} of the federation \`${manifest.id}\` by ` +
      `${METHOD_NAMES[manifest.method.name]}, which runs forward passes only. The texts that it learned from stayed on ` +
      'the devices of the people who own them.',
    '## Use',
    use(manifest),
    '## Training data',
    data(outcome),
    '## Training procedure',
    procedure(manifest),
    '## Evaluation',
    evaluation(outcome),
    '## Limits',
    limits(outcome),
    '## Reproduce it',
    reproduce(outcome, page),
  ];
  return `${sections.join('\n\n')}\n`;
}

function frontMatter({ manifest, summary }: Outcome): string {
  const accuracy = summary ? gain(summary)?.[1] : undefined;
  const result =
    accuracy === undefined
      ? []
      : [
          'model-index:',
          `- name: ${yaml(manifest.title)}`,
          '  results:',
          '  - task: { type: text-classification }',
          `    dataset: { type: private, name: "participants' held-out texts" }`,
          `    metrics: [{ type: accuracy, value: ${accuracy.toFixed(4)} }]`,
        ];
  return [
    '---',
    `license: ${yaml(manifest.model.licence.toLowerCase())}`,
    `base_model: ${yaml(manifest.model.name)}`,
    'pipeline_tag: text-classification',
    'library_name: transformers',
    'tags: [federated-learning, zero-order, forward-only, dandelion]',
    ...result,
    '---',
  ].join('\n');
}

/** Quoted, since names are strangers' text: a JSON string is a YAML one. */
function yaml(text: string): string {
  return JSON.stringify(text);
}

function use({ task }: Manifest): string {
  const labels = task.labels.map(({ name, word }) => `| ${cell(name)} | \`${cell(word)}\` |`);
  return [
    'The text goes into the template, and the label word that the model finds likeliest at the mask is the answer:',
    '',
    '```',
    task.template,
    '```',
    '',
    '| class | label word |',
    '|---|---|',
    ...labels,
    '',
    `Texts are cut so that a row has at most ${task.maxTokens} tokens.`,
  ].join('\n');
}

function data({ summary, manifest }: Outcome): string {
  const participants = summary?.participants ?? null;
  const who =
    participants === null
      ? 'Private texts of the participants, who are not named in the log.'
      : `Private texts of ${count(participants, 'participant')} (pseudonyms in the log; one person may have several).`;
  const came = summary ? ` ${count(summary.contributions, 'contribution')} are in the model.` : '';
  const weighed =
    manifest.weighting.by === 'examples'
      ? ` A contribution weighs as many examples as its device says it has, up to ${manifest.weighting.cap}.`
      : ' Every contribution weighs the same.';
  return `${who}${came}${weighed} Nobody has seen the texts but their owners, so nothing can be said of them here.`;
}

function procedure(manifest: Manifest): string {
  const { method, round } = manifest;
  const { from, to, rounds } = method.learningRate;
  const rows = [
    ['method', METHOD_NAMES[method.name]],
    ['directions', method.directions],
    ['scalars of a step', String(scalarsPerStep(method))],
    ['local steps of a round', String(method.localSteps)],
    ['batch', String(method.batch)],
    ['perturbation (epsilon)', String(method.epsilon)],
    ['learning rate', from === to ? String(from) : `${from} to ${to} over ${rounds} rounds`],
    ['clip', String(method.clip)],
    ['aggregation', aggregationOf(manifest).by],
    ['quorum', `${round.quorum} of at most ${round.maximum}`],
    ['weights trained', trainableOf(manifest).set],
    ['bits of a weight', String(precisionOf(manifest))],
  ];
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

function evaluation({ summary }: Outcome): string {
  const told = summary?.evaluations.filter(({ accuracy }) => accuracy !== null) ?? [];
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last) {
    return 'The federation did not collect held-out figures. Measure the model on texts of your own before you use it.';
  }
  const row = ({ sequence, accuracy, loss, participants, examples }: typeof first): string =>
    `| ${sequence} | ${((accuracy ?? 0) * 100).toFixed(1)} % | ${loss.toFixed(3)} | ${participants} | ${examples} |`;
  return [
    'On texts that participants held out, as their devices told it; not checked by anybody else:',
    '',
    '| state | accuracy | loss (nats) | participants | examples |',
    '|---|---|---|---|---|',
    row(first),
    ...(first === last ? [] : [row(last)]),
  ].join('\n');
}

function limits({ manifest, summary }: Outcome): string {
  return [
    `- It was taught one task (${manifest.task.labels.map(({ name }) => name).join(', ')}) and is no general model.`,
    '- Its texts were chosen by the participants: it may have learned their mistakes and their taste.',
    '- Numbers computed from private texts are not private by themselves; what they may tell is in docs/THREATS.md.',
    ...(summary?.evaluations.length ? ['- Held-out figures are what devices said; a device can say anything.'] : []),
  ].join('\n');
}

function reproduce({ manifest, manifestHash, epoch, sequence, chain, fingerprint }: Outcome, page: string): string {
  const files = manifest.model.files.map(({ name, bytes, sha256 }) => `| ${name} | ${bytes} | \`${sha256}\` |`);
  return [
    'The log of the federation, the seed patch, turns the base model into this one, bit for bit:',
    '',
    '```',
    `npm run replay -- --log ${manifest.id}-${sequence}.dandelion-log --model BASE --out finetuned`,
    '```',
    '',
    `| | |`,
    '|---|---|',
    `| federation | ${page} |`,
    `| manifest (SHA-256) | \`${manifestHash}\` |`,
    `| epoch, last entry | \`${epoch}\`, ${sequence} |`,
    `| chain value | \`${chain}\` |`,
    ...(fingerprint ? [`| fingerprint of state ${fingerprint.sequence} | \`${fingerprint.fingerprint}\` |`] : []),
    '',
    '| file of the base model | bytes | SHA-256 |',
    '|---|---|---|',
    ...files,
  ].join('\n');
}

/** Text in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
