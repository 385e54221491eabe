import { renderUnicodeCompact } from 'uqr';
import { plain } from '../plain.ts';
import { alignedTable } from '../table.ts';
import type { Answer, InviteRow } from './relay.ts';

/** What the relay did, for a person. @param link of a new invite, else null */
export function wordsFor(command: string, federation: string, answer: Answer, link: string | null): string {
  if (answer.invite && link) return inviteWords(answer.invite, link);
  if (answer.invites) return invitesWords(answer.invites);
  if (command === 'status') return statusWords(federation, answer);
  if (command === 'revoke') return 'The invite is revoked, and those who came by it are let go.';
  const { state = 'unknown', words = '' } = answer.status ?? {};
  const said = words ? ` Volunteers are shown: ${plain(words)}` : '';
  const done = command === 'rollback' ? 'The rollback is in the log. ' : '';
  return `${done}Federation ${federation} is ${state}.${said}`;
}

function statusWords(federation: string, { status, access, sequence, connected, ready, round }: Answer): string {
  const words = status?.words ? `: ${plain(status.words)}` : '';
  const open = round
    ? `round ${round.number}, ${round.contributed} of ${round.participants} contributions in`
    : 'no round is open';
  const rows = [
    ['federation', federation],
    ['state', `${status?.state ?? 'unknown'}${status?.cause === 'none' ? '' : ` (by ${status?.cause})`}${words}`],
    ['who may join', access === 'invite' ? 'those with an invite' : 'everybody'],
    ['entries', String(sequence)],
    ['connected', `${connected}, of them ready ${ready}`],
    ['round', open],
  ];
  return rows.map(([name, value]) => `${name!.padEnd(14)}${value}`).join('\n');
}

function inviteWords({ id, limit, expiresAt }: InviteRow, link: string): string {
  const uses = limit === null ? 'any number of participants' : `${limit} participant${limit === 1 ? '' : 's'}`;
  const until = expiresAt === null ? 'without an end' : `until ${time(expiresAt)}`;
  const code = renderUnicodeCompact(link, { border: 2 });
  const local = /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(link)
    ? '\nIt works on this machine alone: give --link with the address under which others reach the relay.'
    : '';
  return `Invite ${id}, for ${uses}, ${until}:\n\n${link}\n\n${code}\n\nThe link is shown this once: the relay keeps only its hash.${local}`;
}

function invitesWords(invites: readonly InviteRow[]): string {
  if (invites.length === 0) return 'There are no invites yet: npm run organise -- invite';
  const now = Date.now();
  const rows = invites.map((invite) => [
    invite.id,
    `${invite.used}${invite.limit === null ? '' : ` of ${invite.limit}`}`,
    stateOf(invite, now),
    plain(invite.label),
  ]);
  return alignedTable([['invite', 'let in', 'state', 'label'], ...rows]);
}

function stateOf({ revokedAt, expiresAt, limit, used }: InviteRow, now: number): string {
  if (revokedAt !== null) return `revoked ${time(revokedAt)}`;
  if (expiresAt !== null && expiresAt <= now) return `expired ${time(expiresAt)}`;
  if (limit !== null && used >= limit) return 'used up';
  return expiresAt === null ? 'open' : `until ${time(expiresAt)}`;
}

const time = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
