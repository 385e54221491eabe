/** One connection as its bytes went out from the browser, from the first to the last. */
export interface Recording {
  readonly chunks: Buffer[];
}

/** A message that went out over a WebSocket, unmasked. */
export interface SentFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

const CONTINUATION = 0;
export const BINARY = 2;
const HEAD_END = '\r\n\r\n';

/** The requests on a connection as text; of a WebSocket's connection the request that opened it. */
export function requestsOf(recording: Recording): string[] {
  const bytes = Buffer.concat(recording.chunks);
  const end = bytes.indexOf(HEAD_END);
  const text = isWebSocket(recording) ? bytes.subarray(0, end) : bytes;
  return text
    .toString('latin1')
    .split(HEAD_END)
    .filter((request) => request !== '');
}

function isWebSocket({ chunks }: Recording): boolean {
  return /\r\nupgrade: websocket/i.test(Buffer.concat(chunks).subarray(0, 4096).toString('latin1'));
}

/**
 * The whole frames that a browser sent on a WebSocket's connection (RFC 6455, 5.2), the last one left out while
 * it is incomplete.
 */
export function framesOf(recording: Recording): SentFrame[] {
  if (!isWebSocket(recording)) return [];
  const bytes = Buffer.concat(recording.chunks);
  const frames: SentFrame[] = [];
  let at = bytes.indexOf(HEAD_END) + HEAD_END.length;
  while (at + 2 <= bytes.length) {
    const opcode = bytes[at]! & 0x0f;
    const short = bytes[at + 1]! & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const mask = at + 2 + extended;
    if (mask + 4 > bytes.length) break;
    const length =
      extended === 2 ? bytes.readUInt16BE(at + 2) : extended ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    const end = mask + 4 + length;
    if (end > bytes.length) break;
    const payload = Buffer.from(bytes.subarray(mask + 4, end)).map((byte, i) => byte ^ bytes[mask + (i & 3)]!);
    const before = frames.at(-1);
    if (opcode === CONTINUATION && before) {
      frames[frames.length - 1] = { ...before, payload: Buffer.concat([before.payload, payload]) };
    } else frames.push({ opcode, payload: Buffer.from(payload) });
    at = end;
  }
  return frames;
}
