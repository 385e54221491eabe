import { type JoinLink, isInviteToken, parseFederationId, readJoinFragment } from '../src/protocol/index.ts';
import { UsageError } from './options.ts';

/** Where a headless volunteer goes. */
export interface Destination extends JoinLink {
  /** Origin of the relay. */
  readonly relay: string;
}

/**
 * Reads `--relay`, which may be the whole link that an organiser sent, and the flags beside it, which count more.
 * @throws UsageError
 */
export function destinationOf(flags: {
  readonly relay?: string | undefined;
  readonly federation?: string | undefined;
  readonly invite?: string | undefined;
}): Destination {
  const relay = flags.relay ?? 'http://localhost:8787';
  if (!/^https?:/.test(relay) || !URL.canParse(relay)) {
    throw new UsageError(`--relay must be an address such as http://localhost:8787, not "${relay}".`);
  }
  const { origin, hash } = new URL(relay);
  const link = readJoinFragment(hash);
  if (hash !== '' && !link)
    throw new UsageError(`--relay is no whole link to a federation: "${hash}" is not understood.`);
  const invite = flags.invite ?? link?.invite ?? '';
  if (invite !== '' && !isInviteToken(invite)) throw new UsageError('--invite must be the token of an invite.');
  try {
    const federation = parseFederationId(flags.federation ?? link?.federation ?? 'sentiment');
    // Another federation than the link's has another manifest.
    return { relay: origin, federation, invite, pin: link?.federation === federation ? link.pin : '' };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
