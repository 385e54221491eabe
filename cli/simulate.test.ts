import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, expect, test } from 'vitest';
import { parseManifest, readLogFile } from '../src/protocol/index.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'simulate-command-'));
afterAll(() => rm(folder, { recursive: true }));

const record = v.object({
  finished: v.boolean(),
  command: v.string(),
  manifest: v.unknown(),
  runs: v.array(
    v.object({
      seed: v.number(),
      clients: v.array(v.array(v.number())),
      rows: v.array(
        v.object({ round: v.number(), fingerprint: v.nullable(v.string()), accuracy: v.nullable(v.number()) }),
      ),
    }),
  ),
  summary: v.object({ accuracy: v.object({ mean: v.number() }) }),
});

function simulate(...flags: string[]) {
  const program = path.join(import.meta.dirname, 'simulate.ts');
  return promisify(execFile)(process.execPath, ['--import', 'tsx', program, ...flags]);
}

test('a command writes figures, manifest and log of its runs, and repeated reads them from its checkpoint', async () => {
  const [json, manifest, log] = ['x.json', 'manifest.json', 'x.log'].map((name) => path.join(folder, name));
  const flags = [
    ...[
      '--clients',
      '3',
      '--per-round',
      '2',
      '--local-steps',
      '1',
      '--shots',
      '6',
      '--held-out',
      '20',
      '--rounds',
      '2',
    ],
    ...['--seeds', '13,21', '--json', json!, '--save-manifest', manifest!, '--log', log!],
  ];
  const { stdout } = await simulate(...flags);
  expect(stdout).toMatch(/seed 13 +2/);
  expect(stdout).toContain('mean');
  const written = v.parse(record, JSON.parse(await readFile(json!, 'utf8')));
  expect(written).toMatchObject({ finished: true, runs: [{ seed: 13 }, { seed: 21 }] });
  expect(written.runs[0]!.clients.flat().reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(written.runs[0]!.rows.map(({ round }) => round)).toEqual([0, 1, 2]);
  expect(parseManifest(JSON.parse(await readFile(manifest!, 'utf8')))).toEqual(written.manifest);

  const incoming = await readLogFile(createReadStream(log!));
  const fingerprints: string[] = [];
  for await (const one of incoming.records) if (one.type === 'fingerprint') fingerprints.push(one.fingerprint);
  expect(fingerprints).toEqual(written.runs[1]!.rows.slice(1).map(({ fingerprint }) => fingerprint));

  await simulate(...flags);
  const again = v.parse(record, JSON.parse(await readFile(json!, 'utf8')));
  expect(again).toEqual(written);
}, 120_000);

const template = '{title}: {body} Topic:<mask>.';

test('a task of your own: its manifest without any data, then a run on a file with columns of its own', async () => {
  const [manifest, csv, json] = ['own.json', 'own.csv', 'run.json'].map((name) => path.join(folder, name));
  const flags = ['--template', template, '--words', 'S= sport,M= music,F= food', '--id', 'topics', '--per-round', '2'];
  const { stdout } = await simulate(...flags, '--rounds', '0', '--save-manifest', manifest!);
  expect(stdout).toMatch(
    /federation "topics". Its rounds begin with 2 volunteers.*\nTo start it: npm start -- --manifest \S+\n$/,
  );
  const { id, task, method } = parseManifest(JSON.parse(await readFile(manifest!, 'utf8')));
  expect({ id, task }).toMatchObject({
    id: 'topics',
    task: { template, labels: [{ name: 'S', word: ' sport' }, {}, { name: 'F' }], maxTokens: 128 },
  });
  // Nobody said how many rounds there will be: the learning rate must not be gone after the first one.
  expect(method.learningRate.rounds).toBe(100);

  const rows = Array.from({ length: 60 }, (_, i) => `${i % 2},News ${i},Text number ${i},${'SMF'[i % 3]}`);
  await writeFile(csv!, ['label,title,body,kind', ...rows].join('\n'));
  const run = ['--manifest', manifest!, '--data', csv!, '--label-column', 'kind', '--clients', '2', '--rounds', '0'];
  await simulate(...run, '--json', json!);
  const written = v.parse(record, JSON.parse(await readFile(json!, 'utf8')));
  expect(written.runs[0]!.clients[0]).toHaveLength(3);
  expect(written.runs[0]!.rows.map(({ round }) => round)).toEqual([0]);
}, 120_000);

test('label words of several tokens are refused before any data is read, with the nearest that would do', async () => {
  const refused = simulate('--template', template, '--words', 'sport,catastrophical', '--data', 'nowhere.csv');
  await expect(refused).rejects.toMatchObject({
    stderr: expect.stringMatching(/" catastrophical" is \d tokens .* Near to it are " \w+"/),
  });
}, 60_000);

test('what cannot be done is said in a line, with exit code 2', async () => {
  await expect(simulate('--task', 'rte')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('--data') });
}, 60_000);
