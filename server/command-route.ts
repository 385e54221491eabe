import type { KeyObject } from 'node:crypto';
import type { Handler } from 'hono';
import {
  type AccessStore,
  CommandError,
  MAX_COMMAND_BYTES,
  checkPlace,
  federationCommand,
  forgottenBefore,
  readOrder,
} from './access/index.ts';
import { SIGNATURE_HEADER } from '../src/protocol/index.ts';
import { carryOut } from './carry-out.ts';
import type { Federation } from './federation.ts';
import { type Bound, NOT_KEPT, boundedBody } from './requests.ts';

/** Who may give commands, and what they are about. */
export interface CommandSite {
  readonly federations: ReadonlyMap<string, Federation>;
  readonly access: AccessStore;
  /** The organiser's public key; null where the relay has none. */
  readonly organiser: KeyObject | null;
}

/** Answers to `POST /federations/ID/commands`: rules A1 to A3. */
export function commandHandler(site: CommandSite): Handler<Bound> {
  return async (context) => {
    try {
      const answer = await obey(site, context.req.param('id') ?? '', context.req.raw);
      return context.json({ ok: true, ...answer }, 200, NOT_KEPT);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const { status, code, message } = error;
      return context.json({ ok: false, code, message }, status, NOT_KEPT);
    }
  };
}

async function obey({ federations, access, organiser }: CommandSite, id: string, request: Request): Promise<object> {
  const federation = federations.get(id);
  if (!federation) throw new CommandError(404, 'no-federation', `This relay has no federation "${id}".`);
  if (!organiser) {
    const remedy = 'start it with --organiser PUBLICKEY';
    throw new CommandError(503, 'no-organiser', `This relay knows no organiser: ${remedy}.`);
  }
  const body = await boundedBody(request, MAX_COMMAND_BYTES);
  if (!body) throw new CommandError(413, 'too-long', `A command has ${MAX_COMMAND_BYTES} bytes at most.`);
  const now = Date.now();
  const place = { id: federation.manifest.id, manifestHash: federation.hash };
  const signature = request.headers.get(SIGNATURE_HEADER) ?? '';
  const order = readOrder(organiser, federationCommand, body, signature, now);
  checkPlace(order, place);
  const { command, nonce } = order;
  if (!(await access.useNonce(place.id, nonce, now, forgottenBefore(now)))) {
    throw new CommandError(409, 'used', 'This very command was given before. Give it anew if it is meant again.');
  }
  return carryOut(command, federation, access, now);
}
