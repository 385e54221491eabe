import * as v from 'valibot';
import {
  type Manifest,
  type ModelDescription,
  type ModelSource,
  type OrganiserCommand,
  type Overview,
  SIGNATURE_HEADER,
  type Summary,
  manifestHash,
  parseManifest,
  signOrder,
} from '../../protocol/index.ts';
import {
  type InviteRow,
  type ListedFederation,
  detailSchema,
  inviteSchema,
  listSchema,
  modelSchema,
  overviewSchema,
  statusSchema,
  summarySchema,
} from './relay-answers.ts';

/** The relay did not do what it was asked to: its code for programs, and its sentence in English. */
export class RelayRefusal extends Error {
  override readonly name = 'RelayRefusal';
  /** The relay's codes (docs/ORGANISER.md), or `unreachable`, `no-answer`, `too-many`, `failed`. */
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Signs what an organiser orders: an `Identity` does. */
export interface Signer {
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A federation as a command names it. */
export interface Target {
  readonly id: string;
  readonly manifestHash: string;
}

/** A federation as anybody may read of it. */
export interface FederationDetail extends Target {
  readonly manifest: Manifest;
  readonly epoch: string;
  readonly sequence: number;
  readonly chain: string;
  readonly fingerprint: { readonly sequence: number; readonly fingerprint: string } | null;
  /** Bytes of all entries. */
  readonly logBytes: number;
}

/** Milliseconds: of several nodes a command waits for the one that coordinates, and for the database. */
const ANSWER_WITHIN = 60_000;
/** A model of gigabytes is fetched and hashed while the page waits. */
const MODEL_WITHIN = 60 * 60_000;

const faultSchema = v.object({ ok: v.literal(false), code: v.string(), message: v.string() });
const nothing = v.object({});
const invited = v.object({ invite: inviteSchema, token: v.string() });

/** What a federation's organiser tells it to do, apart from what has a function of its own below. */
export type SteeringCommand = Extract<
  OrganiserCommand,
  { do: 'pause' | 'resume' | 'stop' | 'archive' | 'rollback' | 'revoke' }
>;

/** Gives a command. @throws RelayRefusal */
export async function command(signer: Signer, target: Target, order: SteeringCommand): Promise<void> {
  await give(signer, target, order, nothing);
}

/** @param since the rounds wanted have numbers above it @throws RelayRefusal */
export async function overview(signer: Signer, target: Target, since: number): Promise<Overview> {
  return (await give(signer, target, { do: 'overview', since }, v.object({ overview: overviewSchema }))).overview;
}

/** Whether the relay takes commands by this key. @throws RelayRefusal where it does not, `bad-signature` first of all */
export async function status(signer: Signer, target: Target): Promise<v.InferOutput<typeof statusSchema>> {
  return (await give(signer, target, { do: 'status' }, v.object({ status: statusSchema }))).status;
}

/** In the order in which they were made. @throws RelayRefusal */
export async function invites(signer: Signer, target: Target): Promise<readonly InviteRow[]> {
  return (await give(signer, target, { do: 'invites' }, v.object({ invites: v.array(inviteSchema) }))).invites;
}

/** A new invite, and the token of its link, which the relay tells this once. @throws RelayRefusal */
export function invite(
  signer: Signer,
  target: Target,
  limits: { readonly label: string; readonly expiresAt: number | null; readonly limit: number | null },
): Promise<{ readonly invite: InviteRow; readonly token: string }> {
  return give(signer, target, { do: 'invite', ...limits }, invited);
}

/** Opens a federation. @throws RelayRefusal `exists`, `bad-manifest`, `no-model` and those of every command */
export async function createFederation(signer: Signer, manifest: Manifest): Promise<Target> {
  const target = { id: manifest.id, manifestHash: manifestHash(manifest) };
  await post('/federations', signer, target, { do: 'create', manifest }, nothing);
  return target;
}

/**
 * Has the relay fetch a model and hash its files, which can take many minutes.
 * @param signal gives it up; after an hour where it is left out
 * @throws RelayRefusal, or the signal's AbortError
 */
export async function describeModel(
  signer: Signer,
  source: ModelSource,
  signal?: AbortSignal,
): Promise<ModelDescription> {
  const answer = v.object({ description: modelSchema });
  const nowhere = { id: '', manifestHash: '' };
  const order = { do: 'describe', source } as const;
  const until = signal ?? AbortSignal.timeout(MODEL_WITHIN);
  return (await post('/models', signer, nowhere, order, answer, until)).description;
}

/** The models that lie on the relay. @throws RelayRefusal */
export async function models(): Promise<readonly ModelDescription[]> {
  return (await get('/models', v.object({ models: v.array(modelSchema) }))).models;
}

/** The relay's federations. @throws RelayRefusal */
export async function listFederations(): Promise<readonly ListedFederation[]> {
  return (await get('/federations', listSchema)).federations;
}

/** @throws RelayRefusal */
export async function federationDetail(id: string): Promise<FederationDetail> {
  const { entryBytes, ...detail } = await get(`/federations/${encodeURIComponent(id)}`, detailSchema);
  try {
    const manifest = parseManifest(detail.manifest);
    // Computed, since what is signed is meant for these very terms.
    return { ...detail, id, manifest, manifestHash: manifestHash(manifest), logBytes: entryBytes.total };
  } catch (error) {
    throw new RelayRefusal('no-answer', `The manifest of ${id} is not one that this page knows.`, error);
  }
}

/** What anybody may know of how a federation went. @throws RelayRefusal */
export function summary(id: string): Promise<Summary> {
  return get(`/federations/${encodeURIComponent(id)}/summary`, summarySchema);
}

function give<Answer>(
  signer: Signer,
  target: Target,
  order: OrganiserCommand,
  schema: v.GenericSchema<unknown, Answer>,
): Promise<Answer> {
  return post(`/federations/${encodeURIComponent(target.id)}/commands`, signer, target, order, schema);
}

async function post<Answer>(
  path: string,
  signer: Signer,
  target: Target,
  order: OrganiserCommand,
  schema: v.GenericSchema<unknown, Answer>,
  signal: AbortSignal = AbortSignal.timeout(ANSWER_WITHIN),
): Promise<Answer> {
  const { body, signature } = await signOrder((bytes) => signer.sign(bytes), target, order, Date.now());
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
  return read(await reach(path, { method: 'POST', headers, body, signal }), schema);
}

async function get<Answer>(path: string, schema: v.GenericSchema<unknown, Answer>): Promise<Answer> {
  return read(await reach(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN) }), schema);
}

async function read<Answer>(response: Response, schema: v.GenericSchema<unknown, Answer>): Promise<Answer> {
  const text = await response.text().catch(() => '');
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text);
  const fault = v.safeParse(faultSchema, json.output);
  if (fault.success) throw new RelayRefusal(fault.output.code, fault.output.message);
  if (response.status === 429) throw new RelayRefusal('too-many', text);
  if (response.status === 404) throw new RelayRefusal('no-federation', text);
  const answer = v.safeParse(schema, json.output);
  if (response.ok && answer.success) return answer.output;
  throw new RelayRefusal('no-answer', `The relay answered ${response.status}.`);
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'TimeoutError') throw new RelayRefusal('no-answer', 'The relay did not answer in time.', error);
    if (name === 'AbortError') throw error;
    throw new RelayRefusal('unreachable', 'The relay cannot be reached.', error);
  }
}
