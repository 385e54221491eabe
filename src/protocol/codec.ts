import { FormatError, Reader, Writer } from './bytes.ts';
import {
  type Epoch,
  type FederationId,
  type Hash,
  type ParticipantId,
  type Sequence,
  parseFederationId,
} from './ids.ts';
import { type Manifest, scalarCount } from './manifest.ts';
import {
  type ClientMessage,
  type GoodbyeReason,
  PROTOCOL_VERSION,
  type RefusalReason,
  type ServerMessage,
} from './messages.ts';

/** WebSocket subprotocol; its number is PROTOCOL_VERSION. */
export const SUBPROTOCOL = `dandelion.${PROTOCOL_VERSION}`;
/** Path of the relay's WebSocket. */
export const RELAY_PATH = '/relay';
/** Bytes of a client's frame at most. */
export const MAX_CLIENT_FRAME = 65_536;
/** Added to a reason's number: 4000 to 4999 is left to applications (RFC 6455, 7.4.2). */
const CLOSE_CODE_BASE = 4400;

/** A HELLO or WELCOME of a peer that speaks another version: its remaining bytes mean nothing here. */
export class VersionError extends FormatError {
  readonly version: number;
  constructor(version: number) {
    super(`The peer speaks protocol version ${version}, this side ${PROTOCOL_VERSION}: reload the page, or update.`);
    this.version = version;
  }
}

// Numbers on the wire. A number is never given to another message, not even in a later version.
const HELLO = 0x01;
const READY = 0x02;
const CONTRIBUTION = 0x03;
const CLIENT_HEARTBEAT = 0x04;
const WELCOME = 0x81;
const ENTRY = 0x82;
const OPEN = 0x83;
const ACK = 0x84;
const REFUSED = 0x85;
const PRESENCE = 0x86;
const FINGERPRINT = 0x87;
const GOODBYE = 0x88;
const SERVER_HEARTBEAT = 0x89;

const REFUSALS: Readonly<Record<RefusalReason, number>> = {
  'round-not-open': 1,
  'not-asked': 2,
  'wrong-chain': 3,
  'wrong-count': 4,
  'not-finite': 5,
  'beyond-clip': 6,
  'no-examples': 7,
};

const GOODBYES: Readonly<Record<GoodbyeReason, number>> = {
  'bad-frame': 1,
  version: 2,
  'unknown-federation': 3,
  'no-hello': 4,
  'state-unknown': 5,
  replaced: 6,
  'too-slow': 7,
  'shutting-down': 8,
  'too-many': 9,
};

/** The WebSocket close code of a reason, for peers that miss the GOODBYE frame before it. */
export function closeCode(goodbye: GoodbyeReason): number {
  return CLOSE_CODE_BASE + GOODBYES[goodbye];
}

/** The reason behind a close code, or null where the code is none of the relay's. */
export function goodbyeReason(code: number): GoodbyeReason | null {
  return nameOf(GOODBYES, code - CLOSE_CODE_BASE);
}

/** Bytes of this federation's contribution frame. */
export function contributionBytes(manifest: Manifest): number {
  return 1 + 4 + 32 + 4 + 2 + 4 * scalarCount(manifest);
}

export function encodeClientMessage(message: ClientMessage): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  switch (message.type) {
    case 'hello':
      writer.u8(HELLO).u16(message.version).text(message.federation).hex(message.participant);
      writer.u8(message.epoch === null ? 0 : 1).hex(message.epoch ?? '');
      return writer.u32(message.sequence).hex(message.fingerprint).done();
    case 'ready':
      return writer
        .u8(READY)
        .u8(message.ready ? 1 : 0)
        .done();
    case 'contribution':
      writer.u8(CONTRIBUTION).u32(message.round).hex(message.chain).u32(message.examples);
      return writer.u16(message.scalars.length).floats(message.scalars).done();
    case 'heartbeat':
      return writer.u8(CLIENT_HEARTBEAT).done();
    default:
      return message satisfies never;
  }
}

/** @throws FormatError when the frame is not one whole client message; VersionError for a HELLO of another version. */
export function decodeClientMessage(frame: Uint8Array): ClientMessage {
  return whole(frame, (reader) => {
    const type = reader.u8();
    switch (type) {
      case HELLO:
        return hello(reader);
      case READY:
        return { type: 'ready', ready: flag(reader) };
      case CONTRIBUTION: {
        const round = sequence(reader);
        const chain = hash(reader);
        const examples = reader.u32();
        return { type: 'contribution', round, chain, examples, scalars: reader.floats(reader.u16()) };
      }
      case CLIENT_HEARTBEAT:
        return { type: 'heartbeat' };
      default:
        throw new FormatError(`No client message has the number ${type}.`);
    }
  });
}

function hello(reader: Reader): ClientMessage {
  const version = spokenVersion(reader);
  const federation = federationId(reader);
  const participant = reader.hex(16) as ParticipantId;
  const epoch = flag(reader) ? (reader.hex(8) as Epoch) : null;
  const at = sequence(reader);
  if (epoch === null && at !== 0) throw new FormatError(`A client without an epoch is at sequence 0, not ${at}.`);
  return { type: 'hello', version, federation, participant, epoch, sequence: at, fingerprint: reader.hex(16) };
}

export function encodeServerMessage(message: ServerMessage): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  switch (message.type) {
    case 'welcome':
      writer.u8(WELCOME).u16(message.version).hex(message.epoch);
      return writer.u32(message.sequence).hex(message.chain).done();
    case 'entry':
      return writer.u8(ENTRY).bytes(message.bytes).done();
    case 'open':
      writer.u8(OPEN).u32(message.round).hex(message.chain);
      return writer.u16(message.participants).u32(message.remaining).done();
    case 'ack':
      return writer.u8(ACK).u32(message.round).done();
    case 'refused':
      return writer.u8(REFUSED).u32(message.round).u8(REFUSALS[message.reason]).done();
    case 'presence':
      writer.u8(PRESENCE).u16(message.connected).u16(message.ready);
      return writer.u16(message.participants).u16(message.contributed).u32(message.remaining).done();
    case 'fingerprint':
      return writer.u8(FINGERPRINT).u32(message.sequence).hex(message.fingerprint).done();
    case 'goodbye':
      return writer.u8(GOODBYE).u8(GOODBYES[message.reason]).done();
    case 'heartbeat':
      return writer.u8(SERVER_HEARTBEAT).done();
    default:
      return message satisfies never;
  }
}

/**
 * An entry's own bytes are passed on unread; `decodeEntry` reads them.
 *
 * @throws FormatError when the frame is not one whole server message; VersionError for a WELCOME of another version.
 */
export function decodeServerMessage(frame: Uint8Array): ServerMessage {
  return whole(frame, (reader) => {
    const type = reader.u8();
    switch (type) {
      case WELCOME: {
        const version = spokenVersion(reader);
        const epoch = reader.hex(8) as Epoch;
        return { type: 'welcome', version, epoch, sequence: sequence(reader), chain: hash(reader) };
      }
      case ENTRY:
        return { type: 'entry', bytes: reader.rest() };
      case OPEN: {
        const round = sequence(reader);
        return { type: 'open', round, chain: hash(reader), participants: reader.u16(), remaining: reader.u32() };
      }
      case ACK:
        return { type: 'ack', round: sequence(reader) };
      case REFUSED:
        return { type: 'refused', round: sequence(reader), reason: reason(reader, REFUSALS) };
      case PRESENCE: {
        const [connected, ready] = [reader.u16(), reader.u16()];
        const [participants, contributed] = [reader.u16(), reader.u16()];
        return { type: 'presence', connected, ready, participants, contributed, remaining: reader.u32() };
      }
      case FINGERPRINT:
        return { type: 'fingerprint', sequence: sequence(reader), fingerprint: reader.hex(16) };
      case GOODBYE:
        return { type: 'goodbye', reason: reason(reader, GOODBYES) };
      case SERVER_HEARTBEAT:
        return { type: 'heartbeat' };
      default:
        throw new FormatError(`No server message has the number ${type}.`);
    }
  });
}

function whole<T>(frame: Uint8Array, read: (reader: Reader) => T): T {
  const reader = new Reader(frame);
  const message = read(reader);
  reader.end();
  return message;
}

function spokenVersion(reader: Reader): number {
  const version = reader.u16();
  if (version !== PROTOCOL_VERSION) throw new VersionError(version);
  return version;
}

function flag(reader: Reader): boolean {
  const value = reader.u8();
  if (value > 1) throw new FormatError(`A flag is 0 or 1, not ${value}.`);
  return value === 1;
}

function sequence(reader: Reader): Sequence {
  return reader.u32() as Sequence;
}

function hash(reader: Reader): Hash {
  return reader.hex(32) as Hash;
}

function federationId(reader: Reader): FederationId {
  try {
    return parseFederationId(reader.text());
  } catch (error) {
    throw error instanceof FormatError ? error : new FormatError('The federation id is not one.');
  }
}

function nameOf<Name extends string>(table: Readonly<Record<Name, number>>, number: number): Name | null {
  for (const name in table) if (table[name] === number) return name;
  return null;
}

function reason<Name extends string>(reader: Reader, table: Readonly<Record<Name, number>>): Name {
  const number = reader.u8();
  const name = nameOf(table, number);
  if (name === null) throw new FormatError(`No reason has the number ${number}.`);
  return name;
}
