import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { BUNDLED_MODELS, sentiment } from '../server/federations/index.ts';
import { sampleShare, startRelay } from '../server/index.ts';
import { judge } from './judge.ts';
import { UsageError, oneOf, readFlags, runCommand, wholeNumber } from './options.ts';
import { StatusLine, bar } from './progress.ts';
import { DemoRecord } from './record.ts';
import { type SpawnedVolunteer, spawnVolunteer } from './spawn.ts';
import { demoTable } from './table.ts';

const FLAGS = {
  rounds: { value: 'R', help: 'rounds to close (24)' },
  volunteers: { value: 'N', help: 'headless volunteers, each on one source of reviews (3)' },
  seed: { value: 'S', help: 'seed of their pseudonyms, and so of every direction (1)' },
  precision: { value: '32|16', help: "bits of the weights' integers; 16 halves their memory (32)" },
  model: { value: 'NAME', help: `${BUNDLED_MODELS.join(' or ')} (${BUNDLED_MODELS[0]})` },
  json: { value: 'FILE', help: 'write the figures there' },
};
/** Seconds without an event from anybody after which the demo gives up. */
const SILENCE = 120;
/** Seconds: longer than any demo. */
const NEVER = 1_000_000;

await runCommand(async () => {
  const flags = readFlags(
    'npm run demo',
    'A relay and N volunteers in one terminal, from the base model to a finetuned one.',
    FLAGS,
  );
  const rounds = wholeNumber('rounds', flags.rounds, 24, 1, 10_000);
  const count = wholeNumber('volunteers', flags.volunteers, 3, 1, 64);
  const seed = wholeNumber('seed', flags.seed, 1, 0, 2 ** 20);
  const precision = readPrecision(flags.precision);
  const model = oneOf('model', flags.model, BUNDLED_MODELS);
  const line = new StatusLine(process.stderr);
  const data = await mkdtemp(path.join(tmpdir(), 'dandelion-demo-'));
  const manifest = await sentiment({ quorum: count, rounds, deadline: 3600, precision, model });
  const relay = await startRelay({ manifests: [manifest], data, port: 0, host: '127.0.0.1', logLevel: 'silent' });
  const volunteers: SpawnedVolunteer[] = [];
  const interrupted = new Promise<never>((_resolve, reject) => {
    process.once('SIGINT', () => reject(new Error('Stopped. Nothing was written.')));
  });
  // Whoever waits for it hears of it; before and after, stopping is all there is to do.
  interrupted.catch(() => {});
  const record = new DemoRecord(rounds, manifest);
  try {
    line.say(
      `${count} volunteers, ${rounds} rounds of ${manifest.method.localSteps} local steps, seed ${seed}, ${precision} bits, ${model}.`,
    );
    for (let i = 0; i < count; i++) {
      const { source, data: share } = sampleShare(i, count);
      const name = `volunteer ${i + 1} (${source})`;
      volunteers.push(
        spawnVolunteer({
          name,
          relay: relay.url,
          federation: manifest.id,
          data: share,
          seed: seed * 1000 + i,
          threads: 1,
          // The judge evaluates at the end, for everybody.
          evaluate: NEVER,
          onEvent: record.listen(name),
        }),
      );
    }
    record.onProgress = ({ round, loss, steps }) => {
      const total = rounds * count * manifest.method.localSteps;
      line.show(`${bar(steps, total)} round ${round} of ${rounds}, loss ${loss.toFixed(3)}`);
    };
    const early = Promise.race(volunteers.map(({ ended, name }) => ended.then((code) => ({ code, name }))));
    const failed = await Promise.race([record.finished(SILENCE), early, interrupted]);
    if (failed) throw new Error(`${failed.name} ended early with code ${failed.code}.`);
    await Promise.all(volunteers.map((volunteer) => volunteer.leave()));
    line.show('rebuilding the model from the log, and judging it on held-out text');
    const verdict = await judge(relay.url, manifest, rounds);
    const result = record.result(verdict);
    line.say('');
    console.log(demoTable(result));
    console.log(`\nMachine: ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}.`);
    if (flags.json) await writeFile(flags.json, `${JSON.stringify(result, null, 2)}\n`);
    if (new Set(Object.values(result.fingerprints)).size !== 1) throw new Error('The fingerprints differ.');
  } finally {
    await Promise.all(volunteers.map((volunteer) => volunteer.leave()));
    await relay.close();
    await rm(data, { recursive: true, force: true });
  }
});

function readPrecision(text = '32'): 16 | 32 {
  if (text === '16') return 16;
  if (text === '32') return 32;
  throw new UsageError(`--precision must be 16 or 32, not "${text}".`);
}
