import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { ByteSource } from './byte-source.ts';
import { FormatError, Reader, Writer } from './bytes.ts';
import { entryHash } from './entry.ts';
import type { Epoch, Hash, Sequence } from './ids.ts';
import { type Manifest, canonicalJson, manifestHash, parseManifest } from './manifest.ts';

/** "DNDLLOGS" in ASCII. */
const MAGIC = '444e444c4c4f4753';
const FORMAT = 1;
/** First byte of a record. */
const KIND = { entry: 1, fingerprint: 2, end: 3 } as const;
/** Far above what there is, so that a wrong file does not fill memory. */
const MANIFEST_MAXIMUM = 2 ** 20;
const ENTRY_MAXIMUM = 2 ** 30;
/** An entry begins with its kind (1 byte), its sequence and the chain value before it. */
const ENTRY_HEAD = 1 + 4 + 32;

/** What a log's file holds after its head, in order. */
export type LogRecord =
  /** The bytes as they were stored, hashed and sent: one entry, whatever its kind. */
  | { readonly type: 'entry'; readonly sequence: number; readonly bytes: Uint8Array }
  /** Published for the state after entry `sequence`, which is the record before it; 0 is the base model. */
  | { readonly type: 'fingerprint'; readonly sequence: number; readonly fingerprint: string };

/** A log's file on its way in: what it belongs to first, then its records. */
export interface IncomingLog {
  readonly manifest: Manifest;
  readonly manifestHash: Hash;
  readonly epoch: Epoch;
  /**
   * Each record once it was found to follow from the one before it. Ends with the last entry's number and the chain
   * value after it, and with a LogFileError where the file does not go on or does not end as a log does.
   */
  readonly records: AsyncGenerator<LogRecord, { readonly sequence: Sequence; readonly chain: Hash }>;
}

/** A log's file that is damaged, cut off or not a log. */
export class LogFileError extends Error {
  override readonly name = 'LogFileError';
  /** The entry that is wrong or missing; null where the fault lies before the first. */
  readonly entry: number | null;
  constructor(message: string, entry: number | null) {
    super(message);
    this.entry = entry;
  }
}

/**
 * A federation's log as one file: rules E of PROTOCOL.md.
 * @param records entries 1, 2, ... without a gap, each followed by its state's fingerprint where one is known
 * @throws LogFileError when a record does not follow from the one before it
 */
export async function* writeLogFile(
  manifest: Manifest,
  epoch: Epoch,
  records: AsyncIterable<LogRecord>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const json = utf8ToBytes(canonicalJson(manifest));
  yield new Writer().hex(MAGIC).u32(FORMAT).u32(json.length).bytes(json).hex(epoch).done();
  const chain = new Chain(manifestHash(manifest));
  for await (const record of records) {
    chain.follow(record);
    if (record.type === 'entry') yield new Writer().u8(KIND.entry).u32(record.bytes.length).bytes(record.bytes).done();
    else yield new Writer().u8(KIND.fingerprint).u32(record.sequence).hex(record.fingerprint).done();
  }
  yield new Writer().u8(KIND.end).u32(chain.sequence).hex(chain.value).done();
}

/**
 * Reads a log's file as its bytes arrive, holding one record at a time, and checks all that can be checked without the
 * model: the chain from the manifest's hash on, that no entry is missing, and that nothing is cut off.
 * @throws LogFileError when its head is not one; ManifestError when this version cannot read its manifest
 */
export async function readLogFile(stream: AsyncIterable<Uint8Array>): Promise<IncomingLog> {
  const source = new ByteSource(stream, 'The log file');
  const cut = 'The file ends before its log begins: it was cut off. Export it again.';
  const head = new Reader(await whole(source, 16, cut, null));
  if (head.hex(8) !== MAGIC)
    throw new LogFileError("This is not a federation's log: it begins with other bytes.", null);
  const format = head.u32();
  if (format !== FORMAT) throw new LogFileError(`Log format ${format} is not known here, ${FORMAT} is.`, null);
  const length = head.u32();
  if (length > MANIFEST_MAXIMUM) throw new LogFileError(`A manifest of ${length} bytes is not read.`, null);
  const manifest = readManifest(await whole(source, length, cut, null));
  const epoch = bytesToHex(await whole(source, 8, cut, null)) as Epoch;
  return { manifest, manifestHash: manifestHash(manifest), epoch, records: readRecords(source, manifest) };
}

async function* readRecords(source: ByteSource, manifest: Manifest): IncomingLog['records'] {
  const chain = new Chain(manifestHash(manifest));
  try {
    for (;;) {
      const next = chain.sequence + 1;
      const cut = `The log is cut off after entry ${chain.sequence}: its end is missing. Export it again.`;
      const take = (length: number) => whole(source, length, cut, next);
      const [kind] = await take(1);
      if (kind === KIND.end) {
        const end = new Reader(await take(36));
        const place = { sequence: end.u32() as Sequence, chain: end.hex(32) as Hash };
        chain.end(place);
        if (!(await source.isAtEnd())) throw new LogFileError('The log goes on after its end.', chain.sequence);
        return place;
      }
      const record = await readRecord(kind, take, next);
      chain.follow(record);
      yield record;
    }
  } finally {
    await source.close();
  }
}

async function readRecord(
  kind: number | undefined,
  take: (length: number) => Promise<Uint8Array>,
  next: number,
): Promise<LogRecord> {
  if (kind === KIND.fingerprint) {
    const fields = new Reader(await take(20));
    return { type: 'fingerprint', sequence: fields.u32(), fingerprint: fields.hex(16) };
  }
  if (kind !== KIND.entry) {
    throw new LogFileError(`Where entry ${next} should be is a record of unknown kind ${kind}.`, next);
  }
  const length = new Reader(await take(4)).u32();
  if (length < ENTRY_HEAD || length > ENTRY_MAXIMUM) {
    throw new LogFileError(`Entry ${next} has ${length} bytes, which no entry has.`, next);
  }
  const bytes = await take(length);
  return { type: 'entry', sequence: entryPlace(bytes).sequence, bytes };
}

function readManifest(bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new LogFileError("The log's manifest is not JSON.", null);
  }
  const manifest = parseManifest(json);
  if (bytesToHex(utf8ToBytes(canonicalJson(manifest))) !== bytesToHex(bytes)) {
    throw new LogFileError("The log's manifest is not written as its hash demands: keys sorted, no spaces.", null);
  }
  return manifest;
}

/** An entry's number and the chain value before it, which every kind of entry has in the same place. */
function entryPlace(bytes: Uint8Array): { sequence: number; previous: string } {
  const head = new Reader(bytes.subarray(1, ENTRY_HEAD));
  return { sequence: head.u32(), previous: head.hex(32) };
}

/** Follows a log from its manifest on; its methods throw a LogFileError where something does not follow. */
class Chain {
  sequence = 0;
  value: Hash;
  #isFingerprinted = false;

  constructor(base: Hash) {
    this.value = base;
  }

  follow(record: LogRecord): void {
    if (record.type === 'fingerprint') return this.#fingerprint(record.sequence);
    const { sequence, previous } = entryPlace(record.bytes);
    const next = this.sequence + 1;
    if (sequence !== next) {
      throw new LogFileError(`Entry ${next} is missing: entry ${sequence} follows entry ${this.sequence}.`, next);
    }
    if (previous !== this.value) {
      const before = next === 1 ? 'the manifest' : `entry ${this.sequence}`;
      throw new LogFileError(
        `Entry ${next} does not continue the chain: ${before} or entry ${next} was changed.`,
        next,
      );
    }
    this.sequence = sequence;
    this.value = entryHash(record.bytes);
    this.#isFingerprinted = false;
  }

  #fingerprint(sequence: number): void {
    if (sequence === this.sequence && !this.#isFingerprinted) {
      this.#isFingerprinted = true;
      return;
    }
    throw new LogFileError(
      `A fingerprint of state ${sequence} stands after entry ${this.sequence}, where it does not belong.`,
      this.sequence,
    );
  }

  end({ sequence, chain }: { readonly sequence: number; readonly chain: string }): void {
    if (sequence === this.sequence && chain === this.value) return;
    const what = sequence === this.sequence ? `entry ${sequence} was changed` : `entry ${this.sequence + 1} is missing`;
    throw new LogFileError(`The log ends after entry ${sequence} by its own word, but ${what}.`, this.sequence);
  }
}

/** @throws LogFileError where the stream ends first */
async function whole(source: ByteSource, length: number, cut: string, entry: number | null) {
  try {
    return await source.take(length);
  } catch (error) {
    if (error instanceof FormatError) throw new LogFileError(cut, entry);
    throw error;
  }
}
