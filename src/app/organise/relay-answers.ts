import * as v from 'valibot';
import type { EvaluationView, ModelDescription, Overview, Summary } from '../../protocol/index.ts';

/** What a relay answers, checked where it comes in. Keys that are not known here are passed over. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.pipe(v.number(), v.minValue(0));

export const inviteSchema = v.object({
  id: v.string(),
  label: v.string(),
  createdAt: time,
  expiresAt: v.nullable(time),
  limit: v.nullable(count),
  used: count,
  revokedAt: v.nullable(time),
});
/** An invite as the relay lists it. Times are milliseconds since 1970. */
export type InviteRow = v.InferOutput<typeof inviteSchema>;

const runState = v.picklist(['running', 'paused', 'stopped', 'archived']);
const cause = v.picklist(['none', 'organiser', 'guard']);
export const statusSchema = v.object({ state: runState, cause, words: v.string() });

const engine = v.fallback(v.picklist(['simd', 'wasm', 'webgpu', 'webgl', 'cpu', 'unknown']), 'unknown');
const form = v.fallback(v.picklist(['phone', 'tablet', 'desktop', 'headless', 'unknown']), 'unknown');

const participantSchema = v.object({
  participant: v.string(),
  group: v.nullable(v.string()),
  device: v.nullable(v.object({ engine, form })),
  state: v.picklist(['away', 'connected', 'ready', 'asked', 'contributed']),
  joinedAt: time,
  seenAt: time,
  contributed: count,
  missed: count,
  refused: count,
  up: count,
  down: count,
});

const roundSchema = v.object({
  number: count,
  openedAt: time,
  closedAt: time,
  asked: count,
  contributed: count,
  late: count,
  refused: count,
  extended: v.boolean(),
  bytes: count,
});

const evaluationSchema = v.object({
  sequence: count,
  group: v.string(),
  loss: v.number(),
  accuracy: v.nullable(v.number()),
  participants: count,
  examples: count,
}) satisfies v.GenericSchema<unknown, EvaluationView>;

const alertSchema = v.object({
  kind: v.picklist(['stalled', 'diverging', 'mismatch', 'drop-outs', 'refusals', 'unverified', 'failing']),
  since: time,
  words: v.string(),
});

export const overviewSchema = v.object({
  at: time,
  since: time,
  state: runState,
  cause,
  words: v.string(),
  sequence: count,
  fingerprint: v.nullable(v.string()),
  counts: v.object({ away: count, connected: count, ready: count, asked: count, contributed: count }),
  participants: v.array(participantSchema),
  rounds: v.array(roundSchema),
  evaluations: v.array(evaluationSchema),
  traffic: v.object({ up: count, down: count }),
  alerts: v.array(alertSchema),
  round: v.nullable(v.object({ number: count, participants: count, contributed: count, deadline: time })),
}) satisfies v.GenericSchema<unknown, Overview>;

const fileSchema = v.object({
  name: v.string(),
  bytes: count,
  sha256: v.string(),
  chunks: v.exactOptional(v.object({ bytes: count, sha256: v.array(v.string()) })),
});

export const modelSchema = v.object({
  model: v.object({
    name: v.string(),
    licence: v.string(),
    location: v.string(),
    files: v.array(fileSchema),
  }),
  architecture: v.string(),
  layers: count,
  hidden: count,
  vocabulary: count,
  positions: count,
  parameters: count,
}) satisfies v.GenericSchema<unknown, ModelDescription>;

export const summarySchema = v.object({
  rounds: count,
  contributions: count,
  participants: v.nullable(count),
  logBytes: count,
  firstAt: v.nullable(time),
  lastAt: v.nullable(time),
  evaluations: v.array(evaluationSchema),
}) satisfies v.GenericSchema<unknown, Summary>;

export const listSchema = v.object({
  federations: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      access: v.picklist(['open', 'invite']),
      state: runState,
      sequence: count,
      connected: count,
      ready: count,
    }),
  ),
});
/** A federation as the relay lists it. */
export type ListedFederation = v.InferOutput<typeof listSchema>['federations'][number];

export const detailSchema = v.object({
  manifest: v.unknown(),
  epoch: v.string(),
  sequence: count,
  chain: v.string(),
  fingerprint: v.nullable(v.object({ sequence: count, fingerprint: v.string() })),
  entryBytes: v.object({ total: count }),
});
