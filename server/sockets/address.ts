import { isIPv4, isIPv6 } from 'node:net';

/** Of a request's headers: what proxies say of where it came from. */
interface Asking {
  readonly remoteAddress: string | undefined;
  /** X-Forwarded-For: each proxy adds whom it got the request from, at the end. */
  readonly forwarded: string | undefined;
}

/**
 * Whom the limits of an address count: an IPv4 address, or the first half of an IPv6 address, of which one household has
 * all the rest.
 * @param proxies how many trusted proxies stand in front. What is further left in the header anybody may have written.
 */
export function limitKey({ remoteAddress = '', forwarded = '' }: Asking, proxies: number): string {
  const said = proxies > 0 ? forwarded.split(',').flatMap((part) => bare(part.trim()) || []) : [];
  const chain = [...said, remoteAddress];
  const address = chain[Math.max(0, chain.length - 1 - proxies)] ?? remoteAddress;
  return network(address) ?? network(remoteAddress) ?? 'unknown';
}

/** Without brackets and port, which some proxies add. */
function bare(address: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(address);
  if (bracketed) return bracketed[1] ?? '';
  return /^[\d.]+:\d+$/.test(address) ? address.slice(0, address.indexOf(':')) : address;
}

function network(address: string): string | null {
  if (isIPv4(address)) return address;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return null;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain);
  if (mapped) return mapped[1] ?? null;
  return `${groups(plain).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, written out, without leading zeros. */
function groups(address: string): string[] {
  const [left = '', right] = address.toLowerCase().split('::');
  const split = (part: string) => (part === '' ? [] : part.split(':').map((group) => group.replace(/^0+(?=.)/, '')));
  // An IPv4 tail stands for two groups; they are beyond the half that counts unless everything before is `::`.
  const [before, after] = [split(left), split(right ?? '')];
  if (right === undefined) return before;
  const tail = after.at(-1)?.includes('.') ? 1 : 0;
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length - tail)).fill('0'), ...after];
}
