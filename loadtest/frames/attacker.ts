import { type Socket, connect } from 'node:net';
import { RELAY_PATH, SUBPROTOCOL, decodeServerMessage } from '../../src/protocol/index.ts';
import type { Dice } from './mutate.ts';

/** Milliseconds for a relay to answer: one that does not is at fault. */
const ANSWER_WITHIN = 20_000;
const HEAD_END = '\r\n\r\n';

/** What an attacker sends once it has the relay's challenge. */
export type Script = (nonce: Uint8Array) => readonly Buffer[];

/**
 * Opens a WebSocket by hand, sends what the script gives as it is, and stays until the relay ends the connection or has
 * had time to read it all.
 *
 * @param from the local address, so that no limit on one address spares the relay the rest
 * @returns whether the relay ended it @throws Error when the relay cannot be reached or does not answer
 */
export function attack(port: number, from: string | null, script: Script, linger: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ...(from === null ? {} : { localAddress: from }) });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('The relay did not answer an attacker within 20 s.'));
    }, ANSWER_WITHIN);
    let sent = false;
    let received = Buffer.alloc(0);
    const settle = (isEnded: boolean): void => {
      clearTimeout(timer);
      // A reset leaves no port behind to wait for.
      socket.resetAndDestroy();
      resolve(isEnded);
    };
    socket.on('error', (error) => {
      if (!sent) {
        clearTimeout(timer);
        reject(new Error(`The relay could not be reached: ${error.message}`));
      }
    });
    socket.on('close', () => settle(true));
    socket.on('connect', () => socket.write(request(port)));
    socket.on('data', (data: Buffer) => {
      if (sent) {
        // Its close frame: the rest is a formality.
        if (hasClose(data)) settle(true);
        return;
      }
      received = Buffer.concat([received, data]);
      const nonce = challengeIn(received);
      if (nonce instanceof Error) {
        clearTimeout(timer);
        socket.destroy();
        reject(nonce);
      }
      if (!nonce || nonce instanceof Error) return;
      sent = true;
      send(socket, script(nonce));
      setTimeout(() => !socket.destroyed && settle(false), linger);
    });
  });
}

function send(socket: Socket, chunks: readonly Buffer[]): void {
  if (chunks.length > 0) socket.write(Buffer.concat(chunks));
}

function request(port: number): string {
  const lines = [
    `GET ${RELAY_PATH} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
  ];
  return `${lines.join('\r\n')}${HEAD_END}`;
}

/** The relay's challenge behind the answer to the upgrade; null before all of it is there, an Error where there is none. */
function challengeIn(received: Buffer): Uint8Array | Error | null {
  const end = received.indexOf(HEAD_END);
  if (end === -1) return null;
  const status = received.toString('latin1', 0, 12);
  if (!status.endsWith('101')) return new Error(`The relay refused an upgrade: ${status}.`);
  const start = end + HEAD_END.length;
  const length = received[start + 1];
  if (length === undefined || received.length < start + 2 + length) return null;
  const message = decodeServerMessage(received.subarray(start + 2, start + 2 + length));
  return message.type === 'challenge' ? message.nonce : new Error(`The relay began with ${message.type}.`);
}

/** Whether one of the relay's frames in these bytes is a close; they are short, and begin where a frame does. */
function hasClose(data: Buffer): boolean {
  for (let at = 0; at + 2 <= data.length;) {
    if ((data[at]! & 0x0f) === 8) return true;
    const short = data[at + 1]! & 0x7f;
    if (short === 127) return false;
    at += short === 126 ? 4 + (at + 4 <= data.length ? data.readUInt16BE(at + 2) : 0) : 2 + short;
  }
  return false;
}

/** A payload as a client's WebSocket frame (RFC 6455, 5.2), masked with zeros. */
export function webSocketFrame(payload: Uint8Array, opcode = 2): Buffer {
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.alloc(head + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127);
  if (head === 4) frame.writeUInt16BE(length, 2);
  if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, head + 4);
  return frame;
}

/** Bytes that are no WebSocket frame, or one that a client must not send. */
export function brokenWebSocket(dice: Dice): Buffer {
  const payload = dice.bytes(dice.below(100));
  switch (dice.below(5)) {
    case 0:
      return dice.bytes(2 + dice.below(60));
    case 1:
      // Text, a reserved opcode, or control frames of any kind.
      return webSocketFrame(payload, [1, 3, 8, 9, 10, 11][dice.below(6)]);
    case 2: {
      // Not masked.
      const frame = webSocketFrame(payload);
      frame[1]! &= 0x7f;
      return frame;
    }
    case 3: {
      // A length that nothing follows, beyond what the relay takes.
      const frame = Buffer.alloc(14);
      frame[0] = 0x82;
      frame[1] = 0xff;
      frame.writeUInt32BE(dice.next(), 6);
      return frame;
    }
    default: {
      // Fragments without an end, reserved bits.
      const frame = webSocketFrame(payload);
      frame[0] = dice.below(2) === 0 ? 0x02 : 0xf2;
      return frame;
    }
  }
}
