import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type RoundRow, epochOf } from '../../simulator/index.ts';
import { type LogRecord, type Manifest, writeLogFile } from '../../src/protocol/index.ts';

/** Writes a run's log as the relay exports one: every entry, and the fingerprint that it led to. */
export async function writeLog(
  file: string,
  manifest: Manifest,
  seed: number,
  entries: readonly Uint8Array[],
  rows: readonly RoundRow[],
): Promise<void> {
  await pipeline(
    Readable.from(writeLogFile(manifest, epochOf(seed), recordsOf(entries, rows))),
    createWriteStream(file),
  );
}

async function* recordsOf(entries: readonly Uint8Array[], rows: readonly RoundRow[]): AsyncGenerator<LogRecord> {
  const fingerprints = new Map(rows.map(({ round, fingerprint }) => [round, fingerprint]));
  for (const [i, bytes] of entries.entries()) {
    const sequence = i + 1;
    yield { type: 'entry', sequence, bytes };
    const fingerprint = fingerprints.get(sequence);
    if (fingerprint) yield { type: 'fingerprint', sequence, fingerprint };
  }
}
