import { parseSequence } from '../src/protocol/index.ts';
import {
  type AccessStore,
  CommandError,
  type FederationCommand,
  drawInviteId,
  drawToken,
  tokenHash,
} from './access/index.ts';
import type { Federation } from './federation.ts';
import type { Overseer } from './organising/index.ts';

/**
 * Carries an organiser's command out.
 * @returns what the answer says besides that it was done
 * @throws CommandError where it cannot be done
 */
export async function carryOut(
  command: FederationCommand,
  federation: Federation,
  overseer: Pick<Overseer, 'overview'>,
  access: AccessStore,
  now: number,
): Promise<object> {
  const { id, access: admits = 'open' } = federation.manifest;
  switch (command.do) {
    case 'pause':
    case 'resume':
    case 'stop':
    case 'archive':
    case 'rollback': {
      const given = command.do === 'rollback' ? { ...command, to: parseSequence(command.to) } : command;
      const result = await federation.command(given);
      if (!result.ok) throw new CommandError(409, 'refused', result.words);
      return { status: federation.status };
    }
    case 'invite': {
      if (admits === 'open') {
        throw new CommandError(409, 'open', 'Everybody may join this federation: its manifest says so, not "invite".');
      }
      const { label, expiresAt, limit } = command;
      if (expiresAt !== null && expiresAt <= now) {
        throw new CommandError(409, 'expired', 'The invite would have expired already.');
      }
      const token = drawToken();
      const invite = { id: drawInviteId(), label, createdAt: now, expiresAt, limit };
      await access.addInvite(id, { ...invite, tokenHash: tokenHash(token) });
      return { invite: { ...invite, used: 0, revokedAt: null }, token };
    }
    case 'invites':
      return { invites: await access.invites(id) };
    case 'revoke': {
      if (!(await access.revoke(id, command.id, now))) {
        throw new CommandError(404, 'no-invite', `This federation has no invite ${command.id}: see "invites".`);
      }
      await federation.recheckAccess();
      return {};
    }
    case 'status': {
      const { status, head, attendance } = federation;
      const { connected, ready, round } = attendance;
      return { access: admits, status, sequence: head.sequence, connected, ready, round };
    }
    case 'overview':
      return { overview: await overseer.overview(command.since, now) };
    default:
      return command satisfies never;
  }
}
