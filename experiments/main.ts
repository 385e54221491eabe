/**
 * The experiments, one file for each figure: `npm run experiment -- NAME [--full] [--data DIR] [--model DIR|ID]`.
 * docs/EXPERIMENTS.md says how they compare; `support/keys.ts` documents the keys of the JSON, which stand at its head too.
 */
import { UsageError, runCommand } from '../cli/options.ts';
import { accuracy } from './accuracy.ts';
import { computation } from './computation.ts';
import { type Experiment, readOptions, runExperiment } from './support/index.ts';
import { robustness } from './robustness.ts';
import { sweeps } from './sweeps.ts';
import { upload } from './upload.ts';

const EXPERIMENTS: readonly Experiment[] = [computation, accuracy, upload, sweeps, robustness];

await runCommand(async () => {
  const [name = '', ...flags] = process.argv.slice(2);
  const experiment = EXPERIMENTS.find((one) => one.name === name);
  const list = EXPERIMENTS.map((one) => `  ${one.name.padEnd(14)}${one.question}`).join('\n');
  if (!experiment) {
    const which = name === '' || name === '--help' ? 'Name an experiment' : `There is no experiment "${name}"`;
    throw new UsageError(`${which}: npm run experiment -- NAME [flags]\n\n${list}\n`, 'Or NAME --help for its flags.');
  }
  const options = readOptions(experiment.question, [name, ...flags]);
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort(new UsageError('Ended early. The same command goes on from here.')));
  process.once('SIGTERM', () => ending.abort(new UsageError('Ended. The same command goes on from here.')));
  try {
    const failures = await runExperiment(experiment, options, ending.signal);
    if (failures.length > 0) process.exitCode = 1;
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    console.error(String(ending.signal.reason.message));
    process.exitCode = 130;
  }
});
