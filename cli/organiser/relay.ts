import * as v from 'valibot';
import { type OrganiserCommand, type OrganiserKey, SIGNATURE_HEADER, writeOrder } from '../../server/access/index.ts';
import { manifestHash, parseManifest } from '../../src/protocol/index.ts';

/** The relay did not do what it was asked to: its code for programs, and its words. */
export class RelayRefusal extends Error {
  override readonly name = 'RelayRefusal';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

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
  const { manifest } = v.parse(stateSchema, await json(`${relay}/federations/${encodeURIComponent(chosen)}`));
  return { id: chosen, manifestHash: manifestHash(parseManifest(manifest)) };
}

async function onlyFederation(relay: string): Promise<string> {
  const ids = v.parse(listSchema, await json(`${relay}/federations`)).federations.map(({ id }) => id);
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
  const { body, signature } = writeOrder(key, target, command, Date.now());
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
  const response = await reach(`${relay}/federations/${target.id}/commands`, { method: 'POST', headers, body });
  const text = await response.text();
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), answerSchema), text);
  if (!answer.success) throw new RelayRefusal('no-answer', `The relay answered ${response.status}: ${text}`);
  if (!answer.output.ok) throw new RelayRefusal(answer.output.code, answer.output.message);
  return answer.output;
}

async function json(address: string): Promise<unknown> {
  const response = await reach(address);
  if (response.ok) return response.json();
  throw new RelayRefusal('no-federation', `${address} answered ${response.status}: is the federation's id right?`);
}

async function reach(address: string, request?: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch (error) {
    const { origin } = new URL(address);
    throw new RelayRefusal('unreachable', `No relay answers at ${origin}. Is it running? Else give --relay.`, error);
  }
}
