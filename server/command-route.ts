import type { KeyObject } from 'node:crypto';
import type { Handler } from 'hono';
import type * as v from 'valibot';
import {
  type AccessStore,
  CommandError,
  MAX_COMMAND_BYTES,
  checkPlace,
  createCommand,
  describeCommand,
  federationCommand,
  forgottenBefore,
  readOrder,
} from './access/index.ts';
import {
  type Manifest,
  ManifestError,
  type ModelDescription,
  type ModelSource,
  SIGNATURE_HEADER,
  manifestHash,
  parseManifest,
} from '../src/protocol/index.ts';
import { carryOut } from './carry-out.ts';
import type { Federation } from './federation.ts';
import type { Overseer } from './organising/index.ts';
import { type Bound, NOT_KEPT, boundedBody } from './requests.ts';

/** Who may give commands, and what they are about. */
export interface CommandSite {
  readonly federations: ReadonlyMap<string, Federation>;
  readonly access: AccessStore;
  /** What answers to `overview`. */
  overseer(federation: Federation): Pick<Overseer, 'overview' | 'summary'>;
  /** The organiser's public key; null where the relay has none. */
  readonly organiser: KeyObject | null;
}

/** What a relay is told about itself. */
export interface RelaySite extends CommandSite {
  /** Begins a federation. @throws CommandError */
  create(manifest: Manifest, now: number): Promise<Federation>;
  /** Fetches a model and says what it is. @throws CommandError */
  describe(source: ModelSource): Promise<ModelDescription>;
}

/** Bytes of a manifest that begins a federation, with the order around it: hashes of many pieces of a model among them. */
const MAX_CREATE_BYTES = 1 << 20;

/** Answers to `POST /federations`. [O1] */
export function createHandler(site: RelaySite): Handler<Bound> {
  return answering(async (request) => {
    const now = Date.now();
    const { command, ...order } = await readSigned(site, createCommand, request, MAX_CREATE_BYTES, now);
    const manifest = parsedManifest(command.manifest);
    const place = { id: manifest.id, manifestHash: manifestHash(manifest) };
    checkPlace(order, place);
    await useOnce(site, place.id, order.nonce, now);
    const federation = await site.create(manifest, now);
    return { federation: place.id, manifestHash: federation.hash };
  });
}

/** Answers to `POST /models`. [O2] */
export function describeHandler(site: RelaySite): Handler<Bound> {
  return answering(async (request) => {
    const now = Date.now();
    const { command, ...order } = await readSigned(site, describeCommand, request, MAX_COMMAND_BYTES, now);
    checkPlace(order, { id: '', manifestHash: '' });
    await useOnce(site, '', order.nonce, now);
    return { description: await site.describe(command.source) };
  });
}

/** Answers to `POST /federations/ID/commands`: rules A1 to A3. */
export function commandHandler(site: CommandSite): Handler<Bound> {
  return answering(async (request, id) => {
    const federation = site.federations.get(id);
    if (!federation) throw new CommandError(404, 'no-federation', `This relay has no federation "${id}".`);
    const now = Date.now();
    const { command, ...order } = await readSigned(site, federationCommand, request, MAX_COMMAND_BYTES, now);
    checkPlace(order, { id: federation.manifest.id, manifestHash: federation.hash });
    await useOnce(site, federation.manifest.id, order.nonce, now);
    return carryOut(command, federation, site.overseer(federation), site.access, now);
  });
}

/** @param obey what the answer says besides that it was done; a CommandError says why it was not */
function answering(obey: (request: Request, id: string) => Promise<object>): Handler<Bound> {
  return async (context) => {
    try {
      const answer = await obey(context.req.raw, context.req.param('id') ?? '');
      return context.json({ ok: true, ...answer }, 200, NOT_KEPT);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const { status, code, message } = error;
      return context.json({ ok: false, code, message }, status, NOT_KEPT);
    }
  };
}

/** The order of a request, read and signed by the organiser. */
async function readSigned<Command>(
  { organiser }: CommandSite,
  schema: v.GenericSchema<unknown, Command>,
  request: Request,
  most: number,
  now: number,
) {
  if (!organiser) {
    const remedy = 'start it with --organiser PUBLICKEY';
    throw new CommandError(503, 'no-organiser', `This relay knows no organiser: ${remedy}.`);
  }
  const body = await boundedBody(request, most);
  if (!body) throw new CommandError(413, 'too-long', `A command like this has ${most} bytes at most.`);
  return readOrder(organiser, schema, body, request.headers.get(SIGNATURE_HEADER) ?? '', now);
}

async function useOnce({ access }: CommandSite, federation: string, nonce: string, now: number): Promise<void> {
  if (await access.useNonce(federation, nonce, now, forgottenBefore(now))) return;
  throw new CommandError(409, 'used', 'This very command was given before. Give it anew if it is meant again.');
}

function parsedManifest(value: unknown): Manifest {
  try {
    return parseManifest(value);
  } catch (error) {
    if (error instanceof ManifestError) throw new CommandError(400, 'bad-manifest', error.message);
    throw error;
  }
}
