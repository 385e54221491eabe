import { type Epoch, type LogRecord, type Manifest, parseSequence, writeLogFile } from '../src/protocol/index.ts';
import { type Log, LogError } from './log/index.ts';

/** Bytes of entries that are read at a time. */
const PAGE_BYTES = 1 << 20;
/** Bytes that are handed on at a time, about: a record alone would be a packet of its own. */
const PIECE_BYTES = 1 << 16;

/** A log's file up to entry `last`: rules E of PROTOCOL.md. */
export function logFile(log: Log, manifest: Manifest, epoch: Epoch, last: number): ReadableStream<Uint8Array> {
  const chunks = writeLogFile(manifest, epoch, logRecords(log, last));
  return new ReadableStream({
    async pull(controller) {
      const piece: Uint8Array[] = [];
      for (let bytes = 0; bytes < PIECE_BYTES;) {
        const { done, value } = await chunks.next();
        if (done) break;
        piece.push(value);
        bytes += value.length;
      }
      if (piece.length === 0) controller.close();
      else controller.enqueue(Buffer.concat(piece));
    },
    async cancel() {
      await chunks.return();
    },
  });
}

/** Entries 1 to `last`, each followed by the fingerprint of its state where one is known. */
async function* logRecords(log: Log, last: number): AsyncGenerator<LogRecord, void> {
  const base = await log.fingerprint(parseSequence(0));
  if (base !== null) yield { type: 'fingerprint', sequence: 0, fingerprint: base };
  for (let sequence = 0; sequence < last;) {
    const first = parseSequence(sequence + 1);
    const page = (await log.entries(first, PAGE_BYTES)).slice(0, last - sequence);
    if (page.length === 0) throw new LogError(`Entry ${first} is missing from the log.`);
    const published = await log.fingerprints(first, parseSequence(sequence + page.length));
    const fingerprints = new Map<number, string>(published.map((one) => [one.sequence, one.fingerprint]));
    for (const bytes of page) {
      sequence++;
      yield { type: 'entry', sequence, bytes };
      const fingerprint = fingerprints.get(sequence);
      if (fingerprint !== undefined) yield { type: 'fingerprint', sequence, fingerprint };
    }
  }
}
