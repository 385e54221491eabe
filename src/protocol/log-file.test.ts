import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import {
  LogFileError,
  type LogRecord,
  canonicalJson,
  entryHash,
  manifestHash,
  parseEpoch,
  readLogFile,
  writeLogFile,
} from './index.ts';

const manifest = testManifest();
const epoch = parseEpoch('0123456789abcdef');

/** An entry of a kind that nobody knows yet: the file keeps it as it is. */
function entry(sequence: number, previous: string, fill: number): LogRecord & { type: 'entry' } {
  const bytes = new Uint8Array(37 + 5 * sequence).fill(fill);
  bytes[0] = 99;
  new DataView(bytes.buffer).setUint32(1, sequence);
  bytes.set(
    Uint8Array.from(previous.match(/../g)!, (digits) => Number.parseInt(digits, 16)),
    5,
  );
  return { type: 'entry', sequence, bytes };
}

const fingerprint = (sequence: number): LogRecord => ({
  type: 'fingerprint',
  sequence,
  fingerprint: sequence.toString(16).repeat(32),
});

const first = entry(1, manifestHash(manifest), 7);
const second = entry(2, entryHash(first.bytes), 8);
const third = entry(3, entryHash(second.bytes), 9);
const records = [fingerprint(0), first, second, fingerprint(2), third, fingerprint(3)];

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function write(list: readonly LogRecord[] = records): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeLogFile(manifest, epoch, each(list))) chunks.push(chunk);
  return concatBytes(...chunks);
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 100) {
  const incoming = await readLogFile(each(pieces(bytes, size)));
  const found: LogRecord[] = [];
  for (;;) {
    const { done, value } = await incoming.records.next();
    if (done) return { ...incoming, found, end: value };
    found.push(value);
  }
}

/** The error that reading ends with: its entry and its words. */
async function fault(bytes: Uint8Array): Promise<{ entry: number | null; message: string }> {
  const error: unknown = await read(bytes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LogFileError)) throw new Error(`No LogFileError: ${String(error)}`);
  return { entry: error.entry, message: error.message };
}

const headBytes = 16 + utf8ToBytes(canonicalJson(manifest)).length + 8;

test("[E1] a log's file has the bytes of PROTOCOL.md", async () => {
  const bytes = bytesToHex(await write());
  const json = bytesToHex(utf8ToBytes(canonicalJson(manifest)));
  const length = (json.length / 2).toString(16).padStart(8, '0');
  const entries = [first, second, third].map(
    (record) => `01${record.bytes.length.toString(16).padStart(8, '0')}${bytesToHex(record.bytes)}`,
  );
  const end = `0300000003${entryHash(third.bytes)}`;
  expect(bytes).toBe(
    `444e444c4c4f475300000001${length}${json}0123456789abcdef` +
      `0200000000${'0'.repeat(32)}${entries[0]}${entries[1]}0200000002${'2'.repeat(32)}` +
      `${entries[2]}0200000003${'3'.repeat(32)}${end}`,
  );
});

test('[E1] a log comes back however its bytes are cut, entries as they were stored', async () => {
  const bytes = await write();
  for (const size of [1, 7, 1000, bytes.length]) {
    const log = await read(bytes, size);
    expect(log.found).toEqual(records);
    expect(log).toMatchObject({ manifest, manifestHash: manifestHash(manifest), epoch });
    expect(log.end).toEqual({ sequence: 3, chain: entryHash(third.bytes) });
  }
});

test('[E1] a log without entries is one too', async () => {
  const log = await read(await write([]));
  expect(log.found).toEqual([]);
  expect(log.end).toEqual({ sequence: 0, chain: manifestHash(manifest) });
});

test('[E2] a manifest that was changed is found out, by its form or by the chain', async () => {
  const bytes = await write();
  const text = new TextDecoder().decode(bytes.subarray(16, headBytes - 8));
  const changed = (from: string, to: string) =>
    concatBytes(bytes.subarray(0, 16), utf8ToBytes(text.replace(from, to)), bytes.subarray(headBytes - 8));
  expect(await fault(changed('"clip":1000', '"clip":1001'))).toEqual({
    entry: 1,
    message: 'Entry 1 does not continue the chain: the manifest or entry 1 was changed.',
  });
  expect((await fault(changed('"clip":1000', '"clip":1e03'))).message).toContain('keys sorted, no spaces');
  expect((await fault(changed('"clip":1000', '"clip";1000'))).message).toContain('not JSON');
});

test('[E3] an entry that is missing, changed or in another place is named', async () => {
  const refused = async (...list: LogRecord[]) => write(list).catch((error: unknown) => String(error));
  expect(await refused(first, third)).toContain('Entry 2 is missing: entry 3 follows entry 1.');
  expect(await refused(first, first)).toContain('Entry 2 is missing: entry 1 follows entry 1.');
  const bytes = await write();
  const at = bytesToHex(bytes).indexOf(bytesToHex(second.bytes)) / 2;
  expect(await fault(concatBytes(bytes.subarray(0, at - 5), bytes.subarray(at + second.bytes.length)))).toMatchObject({
    entry: 1,
    message: expect.stringContaining('does not belong'),
  });
  const changed = bytes.slice();
  changed[at + 40]! ^= 1;
  expect(await fault(changed)).toEqual({
    entry: 3,
    message: 'Entry 3 does not continue the chain: entry 2 or entry 3 was changed.',
  });
});

test('[E4] a fingerprint anywhere but after its state, or twice, is refused', async () => {
  for (const list of [[fingerprint(1)], [first, fingerprint(0)], [first, fingerprint(1), fingerprint(1)]]) {
    await expect(write(list)).rejects.toThrow('does not belong');
  }
});

test('[E5] a file that is cut off anywhere, or goes on, is refused with the entry that it got to', async () => {
  const bytes = await write();
  for (let length = 0; length < bytes.length; length++) {
    const { entry: reached, message } = await fault(bytes.subarray(0, length));
    expect(message, `${length} bytes`).toContain('cut off');
    expect(reached === null).toBe(length < headBytes);
  }
  const ended = await fault(concatBytes(bytes, Uint8Array.of(0)));
  expect(ended).toEqual({ entry: 3, message: 'The log goes on after its end.' });
});

test('[E5] an end that is not the end of these entries is refused', async () => {
  const bytes = await write();
  const short = await write([fingerprint(0), first, second, fingerprint(2)]);
  const other = concatBytes(bytes.subarray(0, -37), short.subarray(-37));
  expect((await fault(other)).message).toMatch(/ends after entry 2 by its own word/);
  const last = bytes.slice();
  last[bytes.length - 37 - 21 - 1]! ^= 1;
  expect(await fault(last)).toEqual({
    entry: 3,
    message: 'The log ends after entry 3 by its own word, but entry 3 was changed.',
  });
});

test('[E1] other files, other formats and arbitrary bytes are a LogFileError', async () => {
  const bytes = await write();
  expect((await fault(bytes.with(0, 0))).message).toContain('begins with other bytes');
  expect((await fault(bytes.with(11, 2))).message).toContain('format 2 is not known');
  expect((await fault(bytes.with(12, 255))).message).toContain('is not read');
  expect(await fault(bytes.with(headBytes + 21, 5))).toMatchObject({ entry: 1, message: expect.stringContaining('5') });
  expect(await fault(bytes.with(headBytes + 22, 255))).toMatchObject({ entry: 1 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (tail) => {
      const arbitrary = concatBytes(bytes.subarray(0, headBytes), tail);
      await expect(read(arbitrary, 13)).rejects.toThrow(LogFileError);
    }),
  );
});
