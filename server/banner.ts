import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** Addresses under which devices of the local network reach a relay that listens on every interface. */
export function lanAddresses(port: number, interfaces = networkInterfaces()): string[] {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
}

/** Where the organiser's key is, which opens the page's part for organisers. */
export interface OrganiserPlace {
  /** The link with the key in it; null where it is not to be printed, since whoever reads it has the key. */
  readonly link: string | null;
  /** The file that has it. */
  readonly file: string;
}

/**
 * What a person sees in the terminal when the relay is up.
 * @param organiser null where this relay has no key of its own
 */
export function banner(
  url: string,
  lan: readonly string[],
  federations: readonly string[],
  organiser: OrganiserPlace | null = null,
): string {
  const lines = ['', `  Dandelion is up: ${url}`];
  const [first, ...others] = lan;
  if (first) {
    lines.push(`  On your network: ${first}${others.length > 0 ? ` (or ${others.join(', ')})` : ''}`, '');
    lines.push(
      ...renderUnicodeCompact(first, { border: 2 })
        .split('\n')
        .map((line) => `  ${line}`),
    );
  }
  if (organiser?.link) lines.push('', '  To organise, for you alone (the link is a key):', `  ${organiser.link}`);
  else if (organiser) lines.push('', `  To organise: npm run organise -- link (the key is in ${organiser.file})`);
  lines.push('', `  Federations: ${federations.join(', ')}. Ctrl-C ends the relay; it goes on where it was.`, '');
  return lines.join('\n');
}
