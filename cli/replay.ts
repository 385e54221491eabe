import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_MODEL_FOLDER } from '../server/federations/index.ts';
import { writeWhole } from '../server/whole-file.ts';
import { type RebuiltState, type ReplayedModel, faultyEntry } from '../src/replay/index.ts';
import { UsageError, readFlags, runCommand, wholeNumber } from './options.ts';
import { StatusLine, bar } from './progress.ts';
import { type BaseFiles, checkLog, openBase, rebuildFile } from './rebuild.ts';

const FLAGS = {
  log: { value: 'FILE', help: "the log's file, as the page or the relay exports it" },
  model: {
    value: 'DIR|ID',
    help: "folder of the base model's files, or a hub's OWNER/NAME@REVISION (the default model)",
  },
  out: { value: 'FILE|DIR', help: 'model.safetensors to write; or a folder, for from_pretrained' },
  until: { value: 'N', help: 'the state to rebuild: the number of its last entry (the last)' },
  dtype: { value: 'f32|f16', help: 'numbers of the file that is written (f32)' },
  json: { value: 'FILE', help: 'write what was found there; docs/REPLAY.md has the keys' },
};

/** What `--json` writes: docs/REPLAY.md says what the keys mean. */
interface ReplayReport {
  readonly ok: true;
  readonly federation: string;
  readonly manifestHash: string;
  readonly epoch: string;
  readonly entries: number;
  readonly chain: string;
  readonly sequence: number;
  readonly fingerprint: string;
  readonly compared: number;
  readonly lastCompared: number | null;
  readonly out: string;
  readonly dtype: 'f32' | 'f16';
  readonly bytes: number;
  readonly sha256: string;
  readonly seconds: number;
}

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort(new Error('Stopped. Nothing was written.')));

await runCommand(async () => {
  const flags = readFlags(
    'npm run replay',
    'Rebuilds a finetuned model from its base model and its log, and checks every step of the way.',
    FLAGS,
  );
  if (!flags.log) throw new UsageError('--log is missing: the file of the log.');
  if (!flags.out) throw new UsageError('--out is missing: where to write the model, such as model.safetensors.');
  const { log, out, json, model = DEFAULT_MODEL_FOLDER } = flags;
  const dtype = readType(flags.dtype);
  const options = { log, model, out, dtype, until: flags.until };
  try {
    const report = await replay(options);
    if (json) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    if (json && !(error instanceof UsageError)) {
      const entry = faultyEntry(error);
      const message = error instanceof Error ? error.message : String(error);
      await writeFile(json, `${JSON.stringify({ ok: false, entry, message }, null, 2)}\n`);
    }
    throw error;
  }
});
if (stopping.signal.aborted) process.exitCode = 130;

interface Options {
  readonly log: string;
  readonly model: string;
  readonly out: string;
  readonly dtype: 'f32' | 'f16';
  readonly until: string | undefined;
}

async function replay({ log, model, out, dtype, until }: Options): Promise<ReplayReport> {
  const start = performance.now();
  const isFile = out.endsWith('.safetensors');
  const target = isFile ? out : path.join(out, 'model.safetensors');
  if (path.resolve(path.dirname(target)) === path.resolve(model)) {
    throw new UsageError(`--out ${out} lies in the base model's own folder. Choose another.`);
  }
  const line = new StatusLine(process.stderr);
  if (!(await stat(log).catch(() => null))) throw new UsageError(`There is no file ${log}.`);
  const { manifest, manifestHash, epoch, entries, chain } = await checkLog(log);
  const wanted = wholeNumber('until', until, entries, 0, entries);
  const size = (await stat(log)).size;
  console.log(`Log: federation "${manifest.id}", epoch ${epoch}, ${count(entries, 'entry')}, ${size} bytes.`);
  console.log(`The chain is whole, from manifest ${manifestHash} to ${chain}.`);
  const base = await openBase(manifest, model);

  const onProgress = (sequence: number): void => line.show(`${bar(sequence, wanted)} entry ${sequence} of ${wanted}`);
  const state = await rebuildFile(log, { base, until: wanted, signal: stopping.signal, onProgress });
  line.show('');
  console.log("The base model is the manifest's, by SHA-256.");
  console.log(`State ${wanted} has the fingerprint ${state.fingerprint}.`);
  console.log(describe(state));

  const written = await write(state.model, target, dtype, line);
  if (!isFile) await copyRest(base, out, dtype);
  line.show('');
  console.log(`Wrote ${target}: ${written.bytes} bytes of ${dtype}, SHA-256 ${written.sha256}.`);
  const missing = manifest.model.files.filter(({ name }) => !base.has(name)).map(({ name }) => name);
  if (!isFile && missing.length > 0) console.log(`Not in ${model}, and so not in ${out}: ${missing.join(', ')}.`);
  const { fingerprint, compared, lastCompared } = state;
  return {
    ok: true,
    federation: manifest.id,
    manifestHash,
    epoch,
    entries,
    chain,
    sequence: wanted,
    fingerprint,
    compared,
    lastCompared,
    out: target,
    dtype,
    ...written,
    seconds: (performance.now() - start) / 1000,
  };
}

function describe({ compared, lastCompared, model: { sequence } }: RebuiltState): string {
  if (lastCompared === null) return 'The log has no fingerprint to compare it with.';
  const all = `${count(compared, 'published fingerprint')} on the way ${compared === 1 ? 'is' : 'are'} equal`;
  return lastCompared === sequence ? `${all}, this one too.` : `${all}, the last of state ${lastCompared}.`;
}

function write(model: ReplayedModel, target: string, dtype: 'f32' | 'f16', line: StatusLine) {
  const type = dtype === 'f32' ? 'F32' : 'F16';
  const onBytes = (bytes: number): void => line.show(`writing ${target}: ${(bytes / 1e6).toFixed(1)} MB`);
  return writeWhole(target, model.checkpoint(type), stopping.signal, onBytes);
}

/** The files beside the weights, so that from_pretrained(folder) finds all it needs. */
async function copyRest(base: BaseFiles, out: string, dtype: 'f32' | 'f16'): Promise<void> {
  for (const [name, file] of base) {
    if (name.endsWith('.safetensors')) continue;
    const contents =
      name === 'config.json' ? withType(await file.text(), dtype) : new Uint8Array(await file.arrayBuffer());
    await writeWhole(path.join(out, name), [contents], stopping.signal);
  }
}

/** config.json says in which numbers the weights are, and from_pretrained loads them in those. */
function withType(config: string, dtype: 'f32' | 'f16'): Uint8Array {
  const fields: Record<string, unknown> = JSON.parse(config);
  const type = dtype === 'f32' ? 'float32' : 'float16';
  const changed = { ...fields, torch_dtype: type, ...('dtype' in fields && { dtype: type }) };
  return Buffer.from(`${JSON.stringify(changed, null, 2)}\n`);
}

function readType(text = 'f32'): 'f32' | 'f16' {
  if (text === 'f32' || text === 'f16') return text;
  throw new UsageError(`--dtype must be f32 or f16, not "${text}".`);
}

function count(number: number, noun: string): string {
  if (number === 1) return `1 ${noun}`;
  return `${number} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
