import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** Addresses under which devices of the local network reach a relay that listens on every interface. */
export function lanAddresses(port: number, interfaces = networkInterfaces()): string[] {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`);
}

/** What a person sees in the terminal when the relay is up. */
export function banner(url: string, lan: readonly string[], federations: readonly string[]): string {
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
  lines.push('', `  Federations: ${federations.join(', ')}. Ctrl-C ends the relay; it goes on where it was.`, '');
  return lines.join('\n');
}
