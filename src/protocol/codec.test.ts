import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClientMessage,
  type Epoch,
  FormatError,
  type GoodbyeReason,
  type Hash,
  PROTOCOL_VERSION,
  type RefusalReason,
  type Sequence,
  type ServerMessage,
  VersionError,
  closeCode,
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeServerMessage,
  contributionBytesToSign,
  goodbyeReason,
  helloBytes,
  parseFederationId,
} from './index.ts';

const hex = <T extends string>(bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => Buffer.from(raw).toString('hex') as T);
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const sequence = u32.map((number) => number as Sequence);
const hash = hex<Hash>(32);
const epoch = hex<Epoch>(8);
const scalars = fc.array(fc.float(), { maxLength: 50 }).map((values) => Float32Array.from(values));
const federation = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/).map(parseFederationId);

const GOODBYES: readonly GoodbyeReason[] = [
  'bad-frame',
  'version',
  'unknown-federation',
  'no-hello',
  'state-unknown',
  'replaced',
  'too-slow',
  'shutting-down',
  'too-many',
  'bad-signature',
  'invite-needed',
  'invite-unknown',
  'invite-expired',
  'invite-used-up',
  'invite-revoked',
  'archived',
];
const REFUSALS: readonly RefusalReason[] = [
  'round-not-open',
  'not-asked',
  'wrong-chain',
  'wrong-count',
  'not-finite',
  'beyond-clip',
  'no-examples',
  'too-late',
  'bad-signature',
];

const version = fc.constant(PROTOCOL_VERSION);
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
const publicKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
const invite = fc.stringMatching(/^[\w-]{0,64}$/);
const helloFields = { version, federation, publicKey, fingerprint: hex(16), invite, signature };
const clientMessages: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({ type: fc.constant('hello'), ...helloFields, epoch, sequence }),
  fc.record({
    type: fc.constant('hello'),
    ...helloFields,
    epoch: fc.constant(null),
    sequence: fc.constant(0 as Sequence),
  }),
  fc.record({ type: fc.constant('ready'), ready: fc.boolean() }),
  fc.record({ type: fc.constant('contribution'), round: sequence, chain: hash, examples: u32, scalars, signature }),
  fc.record({ type: fc.constant('evaluation'), sequence, loss: fc.float(), count: u32, correct: fc.constant(null) }),
  fc.tuple(u32, u32).chain(([a, b]) =>
    fc.record({
      ...{ type: fc.constant('evaluation'), sequence, loss: fc.float() },
      ...{ count: fc.constant(Math.max(a, b)), correct: fc.constant(Math.min(a, b)) },
    }),
  ),
  fc.record({
    type: fc.constant('device'),
    device: fc.record({
      engine: fc.constantFrom('unknown', 'cpu', 'simd', 'wasm', 'webgpu', 'webgl'),
      form: fc.constantFrom('unknown', 'phone', 'tablet', 'desktop', 'headless'),
    }),
  }),
  fc.record({ type: fc.constant('heartbeat') }),
);
const serverMessages: fc.Arbitrary<ServerMessage> = fc.oneof(
  fc.record({ type: fc.constant('challenge'), version, nonce: publicKey }),
  fc.record({
    type: fc.constant('status'),
    state: fc.constantFrom('running', 'paused', 'stopped'),
    cause: fc.constantFrom('none', 'organiser', 'guard'),
    words: fc.string({ unit: 'grapheme', maxLength: 20 }),
  }),
  fc.record({ type: fc.constant('welcome'), version, epoch, sequence, chain: hash }),
  fc.record({ type: fc.constant('entry'), bytes: fc.uint8Array({ maxLength: 200 }) }),
  fc.record({ type: fc.constant('open'), round: sequence, chain: hash, participants: u16, remaining: u32 }),
  fc.record({ type: fc.constant('ack'), round: sequence }),
  fc.record({ type: fc.constant('refused'), round: sequence, reason: fc.constantFrom(...REFUSALS) }),
  fc.record({
    type: fc.constant('presence'),
    connected: u16,
    ready: u16,
    participants: u16,
    contributed: u16,
    remaining: u32,
  }),
  fc.record({ type: fc.constant('fingerprint'), sequence, fingerprint: hex(16) }),
  fc.record({
    type: fc.constant('goodbye'),
    reason: fc.constantFrom(...GOODBYES.filter((reason) => reason !== 'version')),
    within: u32,
  }),
  fc.record({ type: fc.constant('goodbye'), reason: fc.constant('version'), within: fc.constant(0) }),
  fc.record({ type: fc.constant('heartbeat') }),
);

/** What a decoder gives for bytes: a message, or the error that it threw. */
function attempt(decode: (frame: Uint8Array) => unknown, frame: Uint8Array): unknown {
  try {
    return decode(frame);
  } catch (error) {
    return error;
  }
}

/** Damaged frames: cut, lengthened, or with one byte changed. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('cut'), at: fc.nat() }),
  fc.record({ kind: fc.constant('lengthen'), with: fc.uint8Array({ minLength: 1, maxLength: 5 }) }),
  fc.record({ kind: fc.constant('flip'), at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) }),
);

function damaged(frame: Uint8Array, how: ReturnType<typeof damage.generate>['value']): Uint8Array {
  if (how.kind === 'cut') return frame.slice(0, how.at % frame.length);
  if (how.kind === 'lengthen') return Uint8Array.of(...frame, ...how.with);
  return frame.map((byte, i) => (i === how.at % frame.length ? byte ^ how.by : byte));
}

function codecSuite<Message>(
  side: string,
  messages: fc.Arbitrary<Message>,
  encode: (message: Message) => Uint8Array,
  decode: (frame: Uint8Array) => Message,
) {
  describe(`${side} messages`, () => {
    test('[F1] every message comes back as it was', () => {
      fc.assert(
        fc.property(messages, (message) => {
          expect(decode(encode(message))).toEqual(message);
        }),
      );
    });

    test('[F2] a damaged frame is a FormatError, or another whole message, and never anything else', () => {
      fc.assert(
        fc.property(messages, damage, (message, how) => {
          const result = attempt(decode, damaged(encode(message), how));
          if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
        }),
        { numRuns: 500 },
      );
    });

    test('[F2] arbitrary bytes are a FormatError, or a message that has exactly that encoding', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
          const result = attempt((frame) => encode(decode(frame)), bytes);
          if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
          else expect(result).toEqual(bytes);
        }),
        { numRuns: 500 },
      );
    });
  });
}

codecSuite('client', clientMessages, encodeClientMessage, decodeClientMessage);
codecSuite('server', serverMessages, encodeServerMessage, decodeServerMessage);

test('[F1] the bytes of PROTOCOL.md: a HELLO', () => {
  const frame = encodeClientMessage({
    type: 'hello',
    version: 2,
    federation: parseFederationId('ab'),
    publicKey: new Uint8Array(32).fill(0x11),
    epoch: '22'.repeat(8) as Epoch,
    sequence: 258 as Sequence,
    fingerprint: '33'.repeat(16),
    invite: 'token',
    signature: new Uint8Array(64).fill(0x55),
  });
  const expected = `01 0002 02 6162 ${'11'.repeat(32)} 01 ${'22'.repeat(8)} 00000102 ${'33'.repeat(16)} 05 746f6b656e ${'55'.repeat(64)}`;
  expect(Buffer.from(frame).toString('hex')).toBe(expected.replaceAll(' ', ''));
});

test('[F1] the bytes of PROTOCOL.md: a CONTRIBUTION', () => {
  const frame = encodeClientMessage({
    type: 'contribution',
    round: 7 as Sequence,
    chain: '44'.repeat(32) as Hash,
    examples: 500,
    scalars: Float32Array.of(1, -2.5),
    signature: new Uint8Array(64).fill(0x55),
  });
  const expected = `03 00000007 ${'44'.repeat(32)} 000001f4 0002 3f800000 c0200000 ${'55'.repeat(64)}`;
  expect(Buffer.from(frame).toString('hex')).toBe(expected.replaceAll(' ', ''));
});

test('[F3] a HELLO of another version is told apart from a bad frame, whatever follows its number', () => {
  expect(attempt(decodeClientMessage, Uint8Array.of(1, 0, 9, 255, 255))).toMatchObject({ version: 9 });
  expect(attempt(decodeServerMessage, Uint8Array.of(0x81, 0, 9))).toBeInstanceOf(VersionError);
});

test('[F2] a HELLO without an epoch is at sequence 0', () => {
  const frame = encodeClientMessage({
    type: 'hello',
    version: 2,
    federation: parseFederationId('ab'),
    publicKey: new Uint8Array(32).fill(0x11),
    epoch: null,
    sequence: 3 as Sequence,
    fingerprint: '33'.repeat(16),
    invite: '',
    signature: new Uint8Array(64),
  });
  expect(attempt(decodeClientMessage, frame)).toBeInstanceOf(FormatError);
});

test('[T5] every reason to say goodbye has a close code of its own, and is found by it', () => {
  const codes = GOODBYES.map(closeCode);
  expect(new Set(codes).size).toBe(GOODBYES.length);
  expect(codes.map(goodbyeReason)).toEqual(GOODBYES);
  expect(goodbyeReason(1006)).toBeNull();
});

test('[H6] [H7] what is signed says what it is for, and is the frame but for its signature', () => {
  const hello = {
    ...({ type: 'hello', version: PROTOCOL_VERSION, federation: parseFederationId('ab') } as const),
    ...{ publicKey: new Uint8Array(32).fill(1), epoch: null, sequence: 0 as Sequence },
    ...{ fingerprint: '33'.repeat(16), invite: 'token' },
  };
  const frame = encodeClientMessage({ ...hello, signature: new Uint8Array(64) });
  const nonce = new Uint8Array(32).fill(9);
  const expected = [Buffer.from('dandelion hello 2\n'), nonce, frame.subarray(0, -64)];
  expect(Buffer.from(helloBytes(nonce, hello))).toEqual(Buffer.concat(expected));

  const contribution = {
    ...({ type: 'contribution', round: 7 as Sequence, chain: '44'.repeat(32) as Hash, examples: 3 } as const),
    scalars: Float32Array.of(1, 2),
  };
  const whole = encodeClientMessage({ ...contribution, signature: new Uint8Array(64) });
  const place = Buffer.from('aa'.repeat(32) + 'bb'.repeat(8), 'hex');
  const parts = [Buffer.from('dandelion contribution 2\n'), place, whole.subarray(0, -64)];
  const bytes = contributionBytesToSign('aa'.repeat(32) as Hash, 'bb'.repeat(8) as Epoch, contribution);
  expect(Buffer.from(bytes)).toEqual(Buffer.concat(parts));
});

test('[F2] words of a status that are not UTF-8, or too many, are no frame', () => {
  const status = { type: 'status', state: 'paused', cause: 'organiser' } as const;
  const frame = encodeServerMessage({ ...status, words: '\u00e4' });
  expect(decodeServerMessage(frame)).toEqual({ ...status, words: '\u00e4' });
  expect(attempt(decodeServerMessage, frame.with(-1, 0x20))).toBeInstanceOf(FormatError);
  expect(() => encodeServerMessage({ ...status, words: '\u00e4'.repeat(141) })).toThrow(RangeError);
  const long = Uint8Array.of(0x8b, 2, 1, 0x01, 0x19, ...new Uint8Array(281).fill(0x61));
  expect(attempt(decodeServerMessage, long)).toBeInstanceOf(FormatError);
});

test('[T5] the goodbye to another version is two bytes in every version', () => {
  expect([...encodeServerMessage({ type: 'goodbye', reason: 'version', within: 0 })]).toEqual([0x88, 2]);
});
