import {
  type Hash,
  encodeEntry,
  encodeServerMessage,
  parseEpoch,
  parseHash,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { type Identity, type Speech, scalarsOf } from '../support/index.ts';

const epoch = parseEpoch('0123456789abcdef');
const chain: Hash = parseHash('5a'.repeat(32));
const sequence = parseSequence(7);

/** What a client may say after its HELLO, each once. */
export function clientFrames(speech: Speech, identity: Identity): Uint8Array[] {
  const place = { epoch, sequence, fingerprint: 'ab'.repeat(16) };
  return [
    speech.hello(identity, new Uint8Array(32), place),
    speech.ready(),
    speech.contribution(identity, epoch, sequence, chain),
    // By hand: EVALUATION 0x05 with a sequence, a loss, a count and how many of it are right; HEARTBEAT 0x04 alone;
    // DEVICE 0x06 with an engine and a form.
    Buffer.from('05000000073f80000000000010010000000c', 'hex'),
    Buffer.from('060201', 'hex'),
    Buffer.from('04', 'hex'),
  ];
}

/** What a relay says, and an entry. */
export function otherFrames(): Uint8Array[] {
  const parts = ['11', '22'].map((digits) => {
    const participant = parseParticipantId(digits.repeat(16));
    return { participant, examples: 10, scalars: scalarsOf(participant, sequence, 8) };
  });
  const entry = encodeEntry({ kind: 'private', sequence, previous: chain, parts, late: [] });
  return [
    entry,
    encodeServerMessage({ type: 'welcome', version: 1, epoch, sequence, chain }),
    encodeServerMessage({ type: 'entry', bytes: entry }),
    encodeServerMessage({ type: 'open', round: sequence, chain, participants: 3, remaining: 1000 }),
    encodeServerMessage({ type: 'fingerprint', sequence, fingerprint: 'cd'.repeat(16) }),
  ];
}
