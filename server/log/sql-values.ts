import * as v from 'valibot';
import {
  type Contribution,
  decodeClientMessage,
  parseHash,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { type ClosedRound, type GuardState, LogError, RUNNING, type Status, UNGUARDED } from './log.ts';
import type { StoredBytes } from './schema.ts';

const sequence = v.pipe(v.number(), v.transform(parseSequence));
const participants = v.array(v.pipe(v.string(), v.transform(parseParticipantId)));
const record = v.object({
  chain: v.pipe(v.string(), v.transform(parseHash)),
  openedAt: v.number(),
  asked: v.number(),
  contributed: v.number(),
  silent: v.number(),
  reports: v.array(v.number()),
  norms: v.array(v.number()),
  missing: participants,
});
const status = v.object({
  state: v.picklist(['running', 'paused', 'stopped', 'archived']),
  cause: v.picklist(['none', 'organiser', 'guard']),
  words: v.string(),
});
const guard = v.object({ best: v.nullable(v.number()), above: v.number(), judged: v.nullable(sequence) });

export function toBytes(stored: StoredBytes): Uint8Array {
  return stored instanceof ArrayBuffer ? new Uint8Array(stored) : new Uint8Array(stored);
}

export function readContribution(frame: StoredBytes): Contribution {
  const message = decodeClientMessage(toBytes(frame));
  if (message.type !== 'contribution') throw new LogError(`A ${message.type} is stored as a contribution.`);
  return message;
}

export function readParticipants(json: string): v.InferOutput<typeof participants> {
  return v.parse(participants, JSON.parse(json));
}

export function readRecord(number: number, json: string): ClosedRound {
  return { number: parseSequence(number), ...v.parse(record, JSON.parse(json)) };
}

export function readStatus(json: string | null): Status {
  return json === null ? RUNNING : v.parse(status, JSON.parse(json));
}

export function readGuard(json: string | null): GuardState {
  return json === null ? UNGUARDED : v.parse(guard, JSON.parse(json));
}
