import { FormatError, Reader, Writer } from './bytes.ts';
import { type Epoch, type FederationId, type Hash, type Sequence, parseFederationId } from './ids.ts';
import { type Manifest, scalarCount } from './manifest.ts';
import type { DeviceKind } from './organising.ts';
import {
  type ClientMessage,
  type Contribution,
  type GoodbyeReason,
  type Hello,
  PROTOCOL_VERSION,
  type RefusalReason,
  type RunState,
  type ServerMessage,
  type StatusCause,
} from './messages.ts';

/** WebSocket subprotocol; its number is PROTOCOL_VERSION. */
export const SUBPROTOCOL = `dandelion.${PROTOCOL_VERSION}`;
/** Path of the relay's WebSocket. */
export const RELAY_PATH = '/relay';
/** Bytes of a client's frame at most. */
export const MAX_CLIENT_FRAME = 65_536;
/** Bytes of the organiser's words at most, as UTF-8. */
export const MAX_STATUS_WORDS = 280;
/** Bytes of a challenge, of an Ed25519 public key and of a signature. */
const NONCE_BYTES = 32;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Letters of an invite's token at most. */
const MAX_INVITE = 64;
/** Added to a reason's number: 4000 to 4999 is left to applications (RFC 6455, 7.4.2). */
const CLOSE_CODE_BASE = 4400;

/** A CHALLENGE, HELLO or WELCOME of a peer that speaks another version: its remaining bytes mean nothing here. */
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
const EVALUATION = 0x05;
const DEVICE = 0x06;
const WELCOME = 0x81;
const ENTRY = 0x82;
const OPEN = 0x83;
const ACK = 0x84;
const REFUSED = 0x85;
const PRESENCE = 0x86;
const FINGERPRINT = 0x87;
const GOODBYE = 0x88;
const SERVER_HEARTBEAT = 0x89;
const CHALLENGE = 0x8a;
const STATUS = 0x8b;

const REFUSALS: Readonly<Record<RefusalReason, number>> = {
  'round-not-open': 1,
  'not-asked': 2,
  'wrong-chain': 3,
  'wrong-count': 4,
  'not-finite': 5,
  'beyond-clip': 6,
  'no-examples': 7,
  'too-late': 8,
  'bad-signature': 9,
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
  'bad-signature': 10,
  'invite-needed': 11,
  'invite-unknown': 12,
  'invite-expired': 13,
  'invite-used-up': 14,
  'invite-revoked': 15,
  archived: 16,
};

const STATES: Readonly<Record<RunState, number>> = { running: 1, paused: 2, stopped: 3 };
const CAUSES: Readonly<Record<StatusCause, number>> = { none: 0, organiser: 1, guard: 2 };

const ENGINES: Readonly<Record<DeviceKind['engine'], number>> = {
  unknown: 0,
  cpu: 1,
  simd: 2,
  wasm: 3,
  webgpu: 4,
  webgl: 5,
};
const FORMS: Readonly<Record<DeviceKind['form'], number>> = {
  unknown: 0,
  phone: 1,
  tablet: 2,
  desktop: 3,
  headless: 4,
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
  return 1 + 4 + 32 + 4 + 2 + 4 * scalarCount(manifest) + SIGNATURE_BYTES;
}

export function encodeClientMessage(message: ClientMessage): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  switch (message.type) {
    case 'hello':
      return writeHello(writer, message).bytes(sized(message.signature, SIGNATURE_BYTES)).done();
    case 'ready':
      return writer
        .u8(READY)
        .u8(message.ready ? 1 : 0)
        .done();
    case 'contribution':
      return writeContribution(writer, message).bytes(sized(message.signature, SIGNATURE_BYTES)).done();
    case 'evaluation':
      writer.u8(EVALUATION).u32(message.sequence);
      writer.floats(Float32Array.of(message.loss)).u32(message.count);
      return writer
        .u8(message.correct === null ? 0 : 1)
        .u32(message.correct ?? 0)
        .done();
    case 'device':
      return writer.u8(DEVICE).u8(ENGINES[message.device.engine]).u8(FORMS[message.device.form]).done();
    case 'heartbeat':
      return writer.u8(CLIENT_HEARTBEAT).done();
    default:
      return message satisfies never;
  }
}

/** Whether a client's frame would be a contribution, without reading it. */
export function isContributionFrame(frame: Uint8Array): boolean {
  return frame[0] === CONTRIBUTION;
}

/** What a HELLO's signature is over: the relay's challenge, and the frame up to the signature. */
export function helloBytes(nonce: Uint8Array, hello: Omit<Hello, 'signature'>): Uint8Array<ArrayBuffer> {
  const writer = new Writer().ascii('dandelion hello 2\n').bytes(sized(nonce, NONCE_BYTES));
  return writeHello(writer, hello).done();
}

/** What a CONTRIBUTION's signature is over: the log that it belongs to, and the frame up to the signature. */
export function contributionBytesToSign(
  manifestHash: Hash,
  epoch: Epoch,
  contribution: Omit<Contribution, 'signature'>,
): Uint8Array<ArrayBuffer> {
  const writer = new Writer().ascii('dandelion contribution 2\n').hex(manifestHash).hex(epoch);
  return writeContribution(writer, contribution).done();
}

function writeHello(writer: Writer, hello: Omit<Hello, 'signature'>): Writer {
  writer.u8(HELLO).u16(hello.version).text(hello.federation).bytes(sized(hello.publicKey, KEY_BYTES));
  writer.u8(hello.epoch === null ? 0 : 1).hex(hello.epoch ?? '');
  return writer.u32(hello.sequence).hex(hello.fingerprint).text(hello.invite);
}

function writeContribution(writer: Writer, contribution: Omit<Contribution, 'signature'>): Writer {
  const { round, chain, examples, scalars } = contribution;
  return writer.u8(CONTRIBUTION).u32(round).hex(chain).u32(examples).u16(scalars.length).floats(scalars);
}

/** @throws FormatError when the frame is not one whole client message; VersionError for a HELLO of another version. */
export function decodeClientMessage(frame: Uint8Array): ClientMessage {
  return whole(frame, (reader) => {
    const type = reader.u8();
    switch (type) {
      case HELLO:
        return readHello(reader);
      case READY:
        return { type: 'ready', ready: flag(reader) };
      case CONTRIBUTION: {
        const round = sequence(reader);
        const chain = hash(reader);
        const examples = reader.u32();
        const scalars = reader.floats(reader.u16());
        return { type: 'contribution', round, chain, examples, scalars, signature: reader.bytes(SIGNATURE_BYTES) };
      }
      case EVALUATION:
        return readEvaluation(reader);
      case DEVICE:
        return { type: 'device', device: { engine: named(reader, ENGINES), form: named(reader, FORMS) } };
      case CLIENT_HEARTBEAT:
        return { type: 'heartbeat' };
      default:
        throw new FormatError(`No client message has the number ${type}.`);
    }
  });
}

function readEvaluation(reader: Reader): ClientMessage {
  const evaluation = {
    type: 'evaluation',
    sequence: sequence(reader),
    loss: reader.f32(),
    count: reader.u32(),
  } as const;
  const isTold = flag(reader);
  const correct = reader.u32();
  if (!isTold && correct !== 0) throw new FormatError('A count that is not told is 0.');
  if (correct > evaluation.count) throw new FormatError(`Of ${evaluation.count} examples ${correct} cannot be right.`);
  return { ...evaluation, correct: isTold ? correct : null };
}

function readHello(reader: Reader): ClientMessage {
  const version = spokenVersion(reader);
  const federation = federationId(reader);
  const publicKey = reader.bytes(KEY_BYTES);
  const epoch = flag(reader) ? (reader.hex(8) as Epoch) : null;
  const at = sequence(reader);
  if (epoch === null && at !== 0) throw new FormatError(`A client without an epoch is at sequence 0, not ${at}.`);
  const fingerprint = reader.hex(16);
  const invite = reader.text();
  if (invite.length > MAX_INVITE) throw new FormatError(`An invite has ${MAX_INVITE} letters at most.`);
  const signature = reader.bytes(SIGNATURE_BYTES);
  return { type: 'hello', version, federation, publicKey, epoch, sequence: at, fingerprint, invite, signature };
}

export function encodeServerMessage(message: ServerMessage): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  switch (message.type) {
    case 'challenge':
      return writer.u8(CHALLENGE).u16(message.version).bytes(sized(message.nonce, NONCE_BYTES)).done();
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
      writer.u8(GOODBYE).u8(GOODBYES[message.reason]);
      return message.reason === 'version' ? writer.done() : writer.u32(message.within).done();
    case 'status': {
      const text = new TextEncoder().encode(message.words);
      if (text.length > MAX_STATUS_WORDS)
        throw new RangeError(`A status has ${MAX_STATUS_WORDS} bytes of words at most.`);
      writer.u8(STATUS).u8(STATES[message.state]).u8(CAUSES[message.cause]);
      return writer.u16(text.length).bytes(text).done();
    }
    case 'heartbeat':
      return writer.u8(SERVER_HEARTBEAT).done();
    default:
      return message satisfies never;
  }
}

/**
 * An entry's own bytes are passed on unread; `decodeEntry` reads them.
 *
 * @throws FormatError when the frame is not one whole server message; VersionError for a CHALLENGE or WELCOME of another version.
 */
export function decodeServerMessage(frame: Uint8Array): ServerMessage {
  return whole(frame, (reader) => {
    const type = reader.u8();
    switch (type) {
      case CHALLENGE:
        return { type: 'challenge', version: spokenVersion(reader), nonce: reader.bytes(NONCE_BYTES) };
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
        return { type: 'refused', round: sequence(reader), reason: named(reader, REFUSALS) };
      case PRESENCE: {
        const [connected, ready] = [reader.u16(), reader.u16()];
        const [participants, contributed] = [reader.u16(), reader.u16()];
        return { type: 'presence', connected, ready, participants, contributed, remaining: reader.u32() };
      }
      case FINGERPRINT:
        return { type: 'fingerprint', sequence: sequence(reader), fingerprint: reader.hex(16) };
      case GOODBYE: {
        const reason = named(reader, GOODBYES);
        // `version` ends here in every version, so that every version can read it.
        return { type: 'goodbye', reason, within: reason === 'version' ? 0 : reader.u32() };
      }
      case STATUS: {
        const [state, cause] = [named(reader, STATES), named(reader, CAUSES)];
        return { type: 'status', state, cause, words: readWords(reader) };
      }
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

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${length} bytes are wanted here, not ${bytes.length}.`);
  return bytes;
}

function readWords(reader: Reader): string {
  const length = reader.u16();
  if (length > MAX_STATUS_WORDS) throw new FormatError(`A status has ${MAX_STATUS_WORDS} bytes of words at most.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(reader.bytes(length));
  } catch (error) {
    throw error instanceof FormatError ? error : new FormatError('The words are not UTF-8.');
  }
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

function named<Name extends string>(reader: Reader, table: Readonly<Record<Name, number>>): Name {
  const number = reader.u8();
  const name = nameOf(table, number);
  if (name === null) throw new FormatError(`Nothing is called by the number ${number} here.`);
  return name;
}
