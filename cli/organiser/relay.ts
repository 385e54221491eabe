import * as v from 'valibot';
import type { OrganiserKey } from '../../server/access/index.ts';
import {
  type OrganiserCommand,
  SIGNATURE_HEADER,
  manifestHash,
  parseManifest,
  signOrder,
} from '../../src/protocol/index.ts';

/** The relay did not do what it was asked to: its code for programs, and its words. */
export class RelayRefusal extends Error {
  override readonly name = 'RelayRefusal';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Milliseconds: of several nodes a command waits for the one that coordinates, and for the database. */
const ANSWER_WITHIN = 60_000;

const listSchema = v.object({ federations: v.array(v.object({ id: v.string() })) });
const stateSchema = v.object({ manifest: v.unknown() });
const invite = v.object({
  id: v.string(),
  label: v.string(),
  createdAt: v.number(),
  expiresAt: v.nullable(v.number()),
  limit: v.nullable(v.number()),
  used: v.number(),
  revokedAt: v.nullable(v.number()),
});
const status = v.object({ state: v.string(), cause: v.string(), words: v.string() });
const round = v.object({
  number: v.number(),
  participants: v.number(),
  contributed: v.number(),
  deadline: v.number(),
});
const answerSchema = v.union([
  v.object({
    ok: v.literal(true),
    status: v.optional(status),
    access: v.optional(v.string()),
    sequence: v.optional(v.number()),
    connected: v.optional(v.number()),
    ready: v.optional(v.number()),
    round: v.optional(v.nullable(round)),
    invite: v.optional(invite),
    token: v.optional(v.string()),
    invites: v.optional(v.array(invite)),
  }),
  v.object({ ok: v.literal(false), code: v.string(), message: v.string() }),
]);

/** What the relay says to a command that it carried out. */
export type Answer = Extract<v.InferOutput<typeof answerSchema>, { ok: true }>;
export type InviteRow = v.InferOutput<typeof invite>;

/** A federation as a command names it. */
export interface Target {
  readonly id: string;
  readonly manifestHash: string;
}

/** Finds the federation that commands are for. @param id null: the relay's only one @throws RelayRefusal */
export async function findTarget(relay: string, id: string | null): Promise<Target> {
  const chosen = id ?? (await onlyFederation(relay));
  const { manifest } = await ask(`${relay}/federations/${encodeURIComponent(chosen)}`, stateSchema);
  return { id: chosen, manifestHash: manifestHash(parseManifest(manifest)) };
}

async function onlyFederation(relay: string): Promise<string> {
  const { federations } = await ask(`${relay}/federations`, listSchema);
  const ids = federations.map(({ id }) => id);
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  throw new RelayRefusal('which-federation', `Which federation? Give --federation with one of: ${ids.join(', ')}.`);
}

/** Gives a command. @throws RelayRefusal with the relay's words */
export async function give(
  relay: string,
  key: OrganiserKey,
  target: Target,
  command: OrganiserCommand,
): Promise<Answer> {
  const { body, signature } = await signOrder(key.sign, target, command, Date.now());
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
  const response = await reach(`${relay}/federations/${target.id}/commands`, { method: 'POST', headers, body });
  const text = await response.text();
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), text);
  if (!answer.success) throw new RelayRefusal('no-answer', `The relay answered ${response.status}: ${text}`);
  if (!answer.output.ok) throw new RelayRefusal(answer.output.code, answer.output.message);
  return answer.output;
}

/** @throws RelayRefusal where the answer is not what a relay of this version says */
async function ask<Schema extends v.GenericSchema>(address: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  const response = await reach(address);
  if (response.status === 404) {
    throw new RelayRefusal(
      'no-federation',
      `${address} is not there. Is the federation's id right, and is this a relay?`,
    );
  }
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await response.text());
  if (response.ok && answer.success) return answer.output;
  const why = response.ok ? 'something else than a relay of this version' : `${response.status}`;
  throw new RelayRefusal(
    'no-answer',
    `${address} answered ${why}. Look at the relay's own log, or give another --relay.`,
  );
}

async function reach(address: string, request?: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(ANSWER_WITHIN) });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      const remedy =
        'A command may have been carried out all the same, or will be: see "status" before giving it again.';
      throw new RelayRefusal('no-answer', `The relay did not answer within a minute. ${remedy}`, error);
    }
    const { origin } = new URL(address);
    throw new RelayRefusal('unreachable', `No relay answers at ${origin}. Is it running? Else give --relay.`, error);
  }
}
