import type { OrganiserCommand } from '../../src/protocol/index.ts';
import { UsageError, readFlags, wholeNumber } from '../options.ts';

const FLAGS = {
  relay: { value: 'URL', help: 'origin of the relay (http://localhost:8787)' },
  federation: { value: 'ID', help: "the federation (the relay's only one)" },
  key: { value: 'FILE', help: "the organiser's private key (data/organiser.key)" },
  words: { value: 'TEXT', help: 'pause, resume, stop, archive: what volunteers are shown, 280 bytes at most' },
  to: { value: 'N', help: 'rollback: the state to go back to' },
  label: { value: 'TEXT', help: 'invite: what it is called in the list' },
  uses: { value: 'N', help: 'invite: participants that it lets in at most (any number)' },
  expires: { value: 'TIME', help: 'invite: after 30m, 12h or 7d, or never (7d)' },
  link: {
    value: 'URL',
    help: 'invite, link: origin in the link, where volunteers reach the relay by another (--relay)',
  },
  invite: { value: 'ID', help: 'revoke: the invite' },
  json: { value: null, help: 'print JSON: docs/ORGANISER.md has the keys' },
};

const ABOUT = `Commands of a federation's organiser, signed with the organiser's key:

  npm run organise -- key           the public key; makes the key where there is none
  npm run organise -- link          the address of the page's part for organisers, with the key in it
  npm run organise -- status        how the federation does
  npm run organise -- pause         no new round opens until "resume"; the open one ends as usual
  npm run organise -- resume
  npm run organise -- stop          no round opens any more, for good
  npm run organise -- archive       like stop, and everybody is let go; log and exports stay readable
  npm run organise -- rollback --to N
  npm run organise -- invite        a link, with its QR code
  npm run organise -- invites       the list of invites
  npm run organise -- revoke --invite ID`;

export type Work =
  | { readonly do: 'key' }
  | { readonly do: 'link' }
  | { readonly do: 'command'; readonly command: OrganiserCommand };

/** What was asked for. */
export interface Asked {
  readonly work: Work;
  readonly relay: string;
  /** Null: the relay's only one. */
  readonly federation: string | null;
  readonly key: string;
  /** Origin in a link. */
  readonly link: string;
  readonly json: boolean;
}

/** @param now milliseconds since 1970 @throws UsageError */
export function readArguments(args: readonly string[], now: number): Asked {
  const [name = ''] = args[0]?.startsWith('-') ? [] : args;
  const flags = readFlags('npm run organise', ABOUT, FLAGS, args.slice(name === '' ? 0 : 1));
  const relay = origin('relay', flags.relay ?? 'http://localhost:8787');
  return {
    work: readWork(name, flags, now),
    relay,
    federation: flags.federation ?? null,
    key: flags.key ?? 'data/organiser.key',
    link: flags.link === undefined ? relay : origin('link', flags.link),
    json: flags.json !== undefined,
  };
}

function readWork(name: string, flags: Partial<Record<keyof typeof FLAGS, string>>, now: number): Work {
  switch (name) {
    case 'key':
    case 'link':
      return { do: name };
    case 'pause':
    case 'resume':
    case 'stop':
    case 'archive':
      return { do: 'command', command: { do: name, words: flags.words ?? '' } };
    case 'rollback':
      if (flags.to === undefined) throw new UsageError('--to is missing: the number of the state to go back to.');
      return { do: 'command', command: { do: name, to: wholeNumber('to', flags.to, 0, 0, 2 ** 32 - 1) } };
    case 'invite': {
      const limit = flags.uses === undefined ? null : wholeNumber('uses', flags.uses, 1, 1, 1e9);
      const expiresAt = expiry(flags.expires ?? '7d', now);
      return { do: 'command', command: { do: name, label: flags.label ?? '', expiresAt, limit } };
    }
    case 'revoke':
      if (!/^[0-9a-f]{16}$/.test(flags.invite ?? '')) {
        throw new UsageError('--invite must be the id of an invite, 16 hexadecimal digits: see "invites".');
      }
      return { do: 'command', command: { do: name, id: flags.invite ?? '' } };
    case 'invites':
    case 'status':
      return { do: 'command', command: { do: name } };
    default:
      throw new UsageError(name === '' ? 'Which command?' : `There is no command "${name}".`);
  }
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

function expiry(text: string, now: number): number | null {
  if (text === 'never') return null;
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const length = UNITS[unit ?? ''];
  if (length === undefined || Number(number) === 0) {
    throw new UsageError(`--expires must be such as 30m, 12h, 7d or never, not "${text}".`);
  }
  return now + Number(number) * length;
}

function origin(name: string, text: string): string {
  if (!/^https?:/.test(text) || !URL.canParse(text)) {
    throw new UsageError(`--${name} must be an address such as http://localhost:8787, not "${text}".`);
  }
  return new URL(text).origin;
}
