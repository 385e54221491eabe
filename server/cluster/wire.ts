import * as v from 'valibot';
import { type DeviceKind, parseHash, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import type { Attendance, Report } from '../link.ts';
import type { NodeNotice } from './cluster.ts';

// How notices and attendance lie in the database, between nodes whose clocks differ: deadlines as what remains of them,
// in milliseconds.

const participant = v.pipe(v.string(), v.transform(parseParticipantId));
const sequence = v.pipe(v.number(), v.transform(parseSequence));

const noticeSchema = v.variant('type', [
  v.object({
    type: v.literal('open'),
    to: v.array(participant),
    round: sequence,
    chain: v.pipe(v.string(), v.transform(parseHash)),
    participants: v.number(),
    remaining: v.number(),
  }),
  v.object({ type: v.literal('ack'), to: participant, round: sequence }),
  v.object({
    type: v.literal('refuse'),
    to: participant,
    round: sequence,
    reason: v.picklist([
      ...(['round-not-open', 'not-asked', 'wrong-chain', 'wrong-count', 'not-finite'] as const),
      ...(['beyond-clip', 'no-examples', 'too-late', 'bad-signature'] as const),
    ]),
  }),
  v.object({ type: v.literal('result'), id: v.string(), ok: v.boolean(), words: v.string() }),
  v.object({
    type: v.literal('status'),
    status: v.object({
      state: v.picklist(['running', 'paused', 'stopped', 'archived']),
      cause: v.picklist(['none', 'organiser', 'guard']),
      words: v.string(),
    }),
  }),
  v.object({ type: v.literal('replaced'), to: participant, connection: v.number() }),
]);

const attendanceSchema = v.object({
  connected: v.number(),
  ready: v.number(),
  round: v.nullable(
    v.object({
      number: sequence,
      participants: v.number(),
      contributed: v.number(),
      remaining: v.number(),
    }),
  ),
});

const deviceSchema = v.strictTuple([
  v.picklist(['simd', 'wasm', 'webgpu', 'webgl', 'cpu', 'unknown']),
  v.picklist(['phone', 'tablet', 'desktop', 'headless', 'unknown']),
]);

/** A session's column: ENGINE/FORM, or nothing. */
export function writeDevice(device: DeviceKind | undefined): string {
  return device ? `${device.engine}/${device.form}` : '';
}

/** @returns undefined where the client has not said, or another version of this program has written it */
export function readDevice(text: string): DeviceKind | undefined {
  const { success, output } = v.safeParse(deviceSchema, text.split('/'));
  return success ? { engine: output[0], form: output[1] } : undefined;
}

const commandSchema = v.object({
  id: v.string(),
  command: v.variant('do', [
    v.object({ do: v.picklist(['pause', 'resume', 'stop', 'archive']), words: v.string() }),
    v.object({ do: v.literal('rollback'), to: sequence }),
  ]),
});

type CommandReport = Report & { type: 'command' };

export function writeCommand({ id, command }: CommandReport): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ id, command }));
}

export function readCommand(bytes: Uint8Array): CommandReport {
  return { type: 'command', ...v.parse(commandSchema, JSON.parse(new TextDecoder().decode(bytes))) };
}

/** @param now milliseconds since 1970, by this node's clock */
export function writeNotice(notice: NodeNotice, now: number): string {
  if (notice.type !== 'open') return JSON.stringify(notice);
  const { deadline, ...rest } = notice;
  return JSON.stringify({ ...rest, remaining: Math.max(0, deadline - now) });
}

export function readNotice(json: string, now: number): NodeNotice {
  const notice = v.parse(noticeSchema, JSON.parse(json));
  if (notice.type !== 'open') return notice;
  const { remaining, ...rest } = notice;
  return { ...rest, deadline: now + remaining };
}

export function writeAttendance({ round, ...rest }: Attendance, now: number): string {
  if (!round) return JSON.stringify({ ...rest, round });
  const { deadline, ...others } = round;
  return JSON.stringify({ ...rest, round: { ...others, remaining: Math.max(0, deadline - now) } });
}

export function readAttendance(json: string, now: number): Attendance {
  const { round, ...rest } = v.parse(attendanceSchema, JSON.parse(json));
  if (!round) return { ...rest, round };
  const { remaining, ...others } = round;
  return { ...rest, round: { ...others, deadline: now + remaining } };
}
