import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRelay } from '../server/index.ts';
import { SocketClient, someone, trainUntil } from '../tests/support/socket-client.ts';
import { tinyFederation } from '../tests/support/tiny-model.ts';
import { checkLog, openBase, rebuildFile } from './rebuild.ts';

const ROUNDS = 5;
/** One set of directions for everybody: another kind of entry. */
const SHARED = {
  name: 'decomfl',
  p: 2,
  difference: 'central',
  directions: 'shared',
  epsilon: 1e-3,
  learningRate: { from: 1e-2, to: 1e-3, rounds: 100 },
  localSteps: 2,
  batch: 4,
  clip: 1000,
  noise: 'rademacher',
} as const;

let folder: string;
let base: string;
let log: string;
/** What the relay says of the same log: its fingerprints, and its newest model's file. */
let published: string[];
let exported: Buffer;

/** Trains a federation for some rounds. @returns what its relay published and exports */
async function train(changes: Parameters<typeof tinyFederation>[2] & { id: string }) {
  const manifests = [await tinyFederation(folder, {}, changes)];
  const place = { data: path.join(folder, `data-${changes.id}`), folders: [folder], port: 0, host: '127.0.0.1' };
  const relay = await startRelay({ manifests, logLevel: 'silent', ...place });
  const clients = await Promise.all(['a', 'b'].map((digit) => new SocketClient(relay.url, someone(digit)).opened()));
  for (const client of clients) client.hello(changes.id).ready();
  await trainUntil(ROUNDS, clients);
  const [client] = clients;
  const fingerprints = await Promise.all([1, 2, 3, 4, 5].map((sequence) => client!.fingerprintOf(sequence)));
  const download = async (what: string) =>
    Buffer.from(await (await fetch(`${relay.url}/federations/${changes.id}/export/${what}`)).arrayBuffer());
  const file = path.join(folder, `${changes.id}.dandelion-log`);
  await writeFile(file, await download('log'));
  const model = await download('model');
  for (const one of clients) one.socket.terminate();
  await relay.close();
  return { file, fingerprints, model };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-replay-'));
  base = path.join(folder, 'models/tiny');
  ({ file: log, fingerprints: published, model: exported } = await train({ id: 'tiny' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function state(until: number, from = base, file = log, signal = new AbortController().signal) {
  const { manifest } = await checkLog(file);
  return rebuildFile(file, { base: await openBase(manifest, from), until, signal, onProgress: () => {} });
}

/** Runs the command as npm does, with flags added to those for log and base. */
async function replay(...flags: string[]): Promise<{ code: number | null; output: string }> {
  const args = ['--import', 'tsx', 'cli/replay.ts', '--log', log, '--model', base, ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** The log with one byte changed. */
async function changed(name: string, change: (bytes: Buffer) => number): Promise<string> {
  const bytes = await readFile(log);
  const at = change(bytes);
  bytes[at]! ^= 1;
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

test('promise 3: every state that the log gives has the fingerprint that the relay published', async () => {
  for (let until = 1; until <= ROUNDS; until++) {
    const rebuilt = await state(until);
    expect(rebuilt.fingerprint).toBe(published[until - 1]);
    expect(rebuilt).toMatchObject({ compared: until + 1, lastCompared: until });
  }
});

test.each([
  { id: 'half', precision: 16 },
  { id: 'lora', trainable: { set: 'lora', rank: 2, alpha: 6 } },
  { id: 'biases', trainable: { set: 'biases' } },
  { id: 'shared', method: SHARED },
] as const)('promise 3: a federation of another kind, $id, is rebuilt as the relay has it', async (changes) => {
  const { file, fingerprints, model } = await train(changes);
  const rebuilt = await state(ROUNDS, base, file);
  expect(rebuilt).toMatchObject({ fingerprint: fingerprints.at(-1), compared: 6 });
  const chunks: Uint8Array[] = [];
  for await (const chunk of rebuilt.model.checkpoint('F32')) chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(model)).toBe(true);
  expect(model.length).toBe(exported.length);
  expect(model.equals(exported)).toBe(false);
});

test('npm run replay writes the file that the relay exports, and says what it checked', async () => {
  const out = path.join(folder, 'out.safetensors');
  const json = path.join(folder, 'report.json');
  const { code, output } = await replay('--out', out, '--json', json);
  expect(code, output).toBe(0);
  expect(output).toContain(`State 5 has the fingerprint ${published[4]}.`);
  expect(output).toContain('6 published fingerprints on the way are equal, this one too.');
  const written = await readFile(out);
  expect(written.equals(exported)).toBe(true);
  const { manifestHash, epoch, chain } = await checkLog(log);
  expect(JSON.parse(await readFile(json, 'utf8'))).toEqual({
    ok: true,
    federation: 'tiny',
    ...{ manifestHash, epoch, entries: 5, chain },
    ...{ sequence: 5, fingerprint: published[4], compared: 6, lastCompared: 5 },
    ...{ out, dtype: 'f32', bytes: written.length },
    sha256: createHash('sha256').update(written).digest('hex'),
    seconds: expect.any(Number),
  });
});

test('a folder gets all that from_pretrained needs, with the numbers that were asked for', async () => {
  const out = path.join(folder, 'finetuned');
  const { code, output } = await replay('--out', out, '--until', '2', '--dtype', 'f16');
  expect(code, output).toBe(0);
  expect((await readdir(out)).toSorted()).toEqual(['config.json', 'model.safetensors']);
  const config = JSON.parse(await readFile(path.join(out, 'config.json'), 'utf8'));
  expect(config).toEqual({
    ...JSON.parse(await readFile(path.join(base, 'config.json'), 'utf8')),
    torch_dtype: 'float16',
  });
  expect((await readFile(path.join(out, 'model.safetensors'))).length).toBeLessThan(exported.length);
});

test('a changed entry, a changed fingerprint and a cut file end with exit code 1 and the entry', async () => {
  const json = path.join(folder, 'fault.json');
  const out = path.join(folder, 'never.safetensors');
  const fault = async (file: string) => {
    const { code, output } = await replay('--log', file, '--out', out, '--json', json);
    return { code, output, ...JSON.parse(await readFile(json, 'utf8')) };
  };
  // A fingerprint record has 21 bytes, the end 37: the last byte before the end is the fingerprint's of state 5.
  const fingerprint = await fault(await changed('fingerprint.log', ({ length }) => length - 37 - 1));
  expect(fingerprint).toMatchObject({ code: 1, ok: false, entry: 5 });
  expect(fingerprint.output).toContain(`Entry 5: the model after it has the fingerprint ${published[4]}`);
  const entry = await fault(await changed('entry.log', ({ length }) => length - 37 - 21 - 1));
  expect(entry).toMatchObject({
    code: 1,
    ok: false,
    entry: 5,
    message: expect.stringContaining('entry 5 was changed'),
  });
  const cut = path.join(folder, 'cut.log');
  await writeFile(cut, (await readFile(log)).subarray(0, -100));
  expect(await fault(cut)).toMatchObject({ code: 1, ok: false, message: expect.stringContaining('cut off') });
  expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
});

test("base files that are missing or not the manifest's are named", async () => {
  const { manifest } = await checkLog(log);
  const other = path.join(folder, 'other');
  await mkdir(other, { recursive: true });
  await copyFile(path.join(base, 'config.json'), path.join(other, 'config.json'));
  await expect(openBase(manifest, other)).rejects.toThrow('other has no model.safetensors');
  const weights = await readFile(path.join(base, 'model.safetensors'));
  await writeFile(path.join(other, 'model.safetensors'), weights.with(weights.length - 1, weights.at(-1)! ^ 1));
  expect([...(await openBase(manifest, other)).keys()]).toEqual(['config.json', 'model.safetensors']);
  await expect(state(1, other)).rejects.toThrow('the manifest says');
  await writeFile(path.join(other, 'config.json'), '{}');
  await expect(openBase(manifest, other)).rejects.toThrow(/config.json of .* is not the file that the log/);
  await expect(openBase(manifest, path.join(folder, 'nowhere'))).rejects.toThrow('There is no folder');
});

test('stopped on the way, it leaves no file, and wrong flags say what is wrong', async () => {
  const stopping = new AbortController();
  stopping.abort(new Error('Stopped.'));
  await expect(state(5, base, log, stopping.signal)).rejects.toThrow('Stopped.');
  const beyond = await replay('--out', path.join(folder, 'x.safetensors'), '--until', '9');
  expect(beyond).toMatchObject({ code: 2, output: expect.stringContaining('from 0 to 5, not "9"') });
  const inside = await replay('--out', base);
  expect(inside).toMatchObject({ code: 2, output: expect.stringContaining("in the base model's own folder") });
});
