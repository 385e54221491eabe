import { bytesToHex } from '@noble/hashes/utils.js';
import { type ClientMessage, participantOf } from '../protocol/index.ts';
import type { TrainEvent } from './events.ts';

type Sent = Extract<TrainEvent, { type: 'sent' }>;

/** Spells out a message that left this device, field by field, so that a person can check it. */
export function describe(message: ClientMessage, bytes: number): Sent {
  return { type: 'sent', message: message.type, bytes, ...contents(message) };
}

function contents(message: ClientMessage): Pick<Sent, 'fields' | 'scalars'> {
  switch (message.type) {
    case 'hello': {
      return {
        fields: [
          ['protocol version', String(message.version)],
          ['federation', message.federation],
          ['public key', bytesToHex(message.publicKey)],
          ['participant (a pseudonym, made of the key)', participantOf(message.publicKey)],
          ['epoch', message.epoch ?? 'none'],
          ['model state', String(message.sequence)],
          ['fingerprint', message.fingerprint],
          ['invite', message.invite || 'none'],
          ['signature', bytesToHex(message.signature)],
        ],
        scalars: null,
      };
    }
    case 'ready': {
      return { fields: [['ready', message.ready ? 'yes' : 'no']], scalars: null };
    }
    case 'contribution': {
      return {
        fields: [
          ['round', String(message.round)],
          ['chain value', message.chain],
          ['number of examples', String(message.examples)],
          ['signature', bytesToHex(message.signature)],
        ],
        scalars: message.scalars,
      };
    }
    case 'evaluation': {
      return {
        fields: [
          ['model state', String(message.sequence)],
          ['loss on held-out examples', String(message.loss)],
          ['number of held-out examples', String(message.count)],
          ['how many of them are right', message.correct === null ? 'not told' : String(message.correct)],
        ],
        scalars: null,
      };
    }
    case 'device': {
      return {
        fields: [
          ['engine', message.device.engine],
          ['form of the device', message.device.form],
        ],
        scalars: null,
      };
    }
    case 'heartbeat': {
      return { fields: [], scalars: null };
    }
    default:
      return message satisfies never;
  }
}
