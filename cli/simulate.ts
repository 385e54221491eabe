/**
 * A federation in one process: `npm run simulate -- --task T --method M --rounds R --seeds 13,21,42 --json FILE`.
 * The real cores of client and relay, on one engine, deterministic by seed; `--help` lists the flags.
 *
 * JSON: {
 *   machine, command, finished             finished: false while runs are missing
 *   task, method, model, manifest          manifest: the federation; of backpropagation, its rounds, steps and batch
 *   firstOrder                             { optimizer, learningRate, lora }, or null
 *   engine, threads, crowd                 crowd: { clients, perRound }
 *   attack                                 { name, clients }: clients that send other scalars than they measured, or null
 *   plan                                   { clients, shots, splitBy, alpha, heldOut, development }: how examples are drawn
 *   runs: [ {
 *     seed, finished, training, heldOut    numbers of examples
 *     clients: [ [n, n, ...] ]             examples of each client, by class
 *     majority                             share of the commonest class among the held-out examples
 *     rows: [ { round, loss, accuracy, heldOutLoss, participants, fingerprint,
 *               forwards, flops, bytesUp, bytesDown, scalarBytesUp, scalarBytesDown, seconds, total: { the same } } ]
 *   } ],
 *   summary                                of each figure { mean, deviation, least, most } over the runs, or null
 * }
 * Row 0 is the base model. loss: mean training loss, nats. accuracy in [0, 1] and heldOutLoss are null in rounds that were
 * not looked at. forwards: passes of one batch through the whole model, all clients together; a backward pass counts two.
 * flops: by the batches' real shapes. bytesUp and bytesDown: whole frames of all clients, those who only follow included;
 * of backpropagation, which has no frames, the parameters of a round's clients. seconds: without looking at held-out examples.
 */
import { writeFile } from 'node:fs/promises';
import { type RoundRow, type SimulationOptions, simulate } from '../simulator/index.ts';
import { countLabels } from '../src/data/index.ts';
import { majority } from '../src/tasks/index.ts';
import { readFlags, runCommand } from './options.ts';
import { StatusLine } from './progress.ts';
import { openData } from './simulation/data.ts';
import { FLAGS } from './simulation/flags.ts';
import { writeLog } from './simulation/log.ts';
import { nextStep } from './simulation/next-step.ts';
import { Progress } from './simulation/progress.ts';
import { type Run, commandLine, machine, summaryOf, summaryTable, writeRecord } from './simulation/record.ts';
import { type Sample, draw, readPlan } from './simulation/sample.ts';
import { readSetup } from './simulation/setup.ts';

let isStopped = false;
const endEarly = (): void => {
  isStopped = true;
};
process.once('SIGINT', endEarly);
// A program that started this is told how far a run is; when that program ends, or lets go, this ends as by Ctrl-C.
process.once('disconnect', endEarly);
process.channel?.unref();

await runCommand(async () => {
  const given = readFlags('npm run simulate', 'A federation in one process, deterministic by seed.', FLAGS);
  const line = new StatusLine(process.stderr);
  const setup = await readSetup(given, line);
  const { task, manifest, kit, firstOrder, crowd, attack, stop, evaluateEvery, engine, seeds } = setup;
  if (given['save-manifest']) await writeFile(given['save-manifest'], `${JSON.stringify(manifest, null, 2)}\n`);
  // An organiser may have no data at all.
  if (given['save-manifest'] && given.rounds === '0' && (given.data ?? given.json) === undefined) {
    return console.log(nextStep(given['save-manifest'], manifest, given.model));
  }
  const data = await openData(given, task, line);
  const plan = readPlan(given, crowd.clients, data.sources.length);
  const samples = new Map(seeds.map((seed) => [seed, draw(data, manifest.task, plan, seed)]));
  const checkpoints = given.checkpoint ?? (given.json && `${given.json}.checkpoint`);
  line.say(
    `${task.title}: ${setup.method}, ${crowd.perRound} of ${crowd.clients} clients a round, ${manifest.model.name}, ` +
      `${engine.name} on ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}.`,
  );

  const runs: Run[] = [];
  const write = (): void => {
    if (!given.json) return;
    writeRecord(given.json, {
      machine: machine(),
      command: commandLine(process.argv.slice(2)),
      finished: runs.length === seeds.length && runs.every(({ finished }) => finished),
      task: task.name,
      method: setup.method,
      model: manifest.model.name,
      manifest,
      firstOrder,
      engine: engine.name,
      threads: engine.threads,
      crowd,
      attack,
      plan,
      runs,
      summary: summaryOf(runs),
    });
  };
  const progress = new Progress(line, stop, crowd.perRound, seeds);
  for (const [place, seed] of seeds.entries()) {
    if (isStopped) break;
    progress.begin(place);
    const sample = samples.get(seed)!;
    const rows: RoundRow[] = [];
    const entries: Uint8Array[] = [];
    const options: SimulationOptions = {
      ...{ manifest, kit, firstOrder, attack, engine, seed, stop, evaluateEvery },
      ...{ clients: sample.clients, heldOut: sample.heldOut },
      checkpoint: checkpoints ? `${checkpoints}.${seed}` : null,
    };
    runs[place] = runOf(seed, sample, rows, task.labels.length, false);
    for await (const event of simulate(options)) {
      progress.take(event);
      if (event.type === 'round') {
        rows.push(event.row);
        if (process.connected) process.send?.({ forwards: event.row.total.forwards });
        if (event.entry) entries.push(event.entry);
        if (event.row.accuracy !== null && !event.resumed) write();
      }
      if (isStopped) break;
    }
    runs[place] = { ...runs[place], finished: !isStopped };
    write();
    if (given.log) await writeLog(given.log, manifest, seed, entries, rows);
  }
  line.show('');
  console.log(`\n${summaryTable(runs)}`);
  const { processor, cores, node, platform } = machine();
  console.log(`\n${processor}, ${cores} cores, Node ${node}, ${platform}.`);
  if (isStopped) {
    line.say(
      checkpoints
        ? 'Ended early. The same command goes on from here.'
        : 'Ended early. With --json or --checkpoint, the same command would go on from here.',
    );
    process.exitCode = 130;
  }
});

function runOf(
  seed: number,
  { clients, heldOut }: Sample,
  rows: readonly RoundRow[],
  classes: number,
  finished: boolean,
): Run {
  return {
    seed,
    finished,
    training: clients.reduce((sum, examples) => sum + examples.length, 0),
    heldOut: heldOut.length,
    clients: clients.map((examples) => countLabels(examples, classes)),
    majority: majority(heldOut).share,
    rows,
  };
}
