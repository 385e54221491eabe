import { DataError, LIMITS } from './table.ts';

/**
 * A file's bytes as text, without a byte order mark: UTF-8, UTF-16 where a mark says so,
 * else Windows-1252, which spreadsheets on Windows still write.
 *
 * @throws DataError when the file is too large or is not text
 */
export async function decode(file: Blob): Promise<string> {
  if (file.size > LIMITS.bytes) {
    throw new DataError(
      'too-large',
      `The file has ${(file.size / 2 ** 20).toFixed(0)} MiB; at most ${LIMITS.bytes / 2 ** 20} MiB are read.`,
      'Split it, or keep fewer rows.',
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) {
    throw new DataError(
      'not-text',
      'The file is not a text file.',
      'Save a spreadsheet as CSV (UTF-8), and unpack an archive first.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
