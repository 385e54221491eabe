import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** An address that the relay does not ask on somebody's order. The message says why, and what to do. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** This machine, its networks, and what is no single machine (RFC 6890). */
const INWARD = new BlockList();
const INWARD_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
];
for (const [net = '', bits] of INWARD_4.map((range) => range.split('/'))) INWARD.addSubnet(net, Number(bits), 'ipv4');
const INWARD_6 = ['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'];
for (const [net = '', bits] of INWARD_6.map((range) => range.split('/'))) INWARD.addSubnet(net, Number(bits), 'ipv6');

const REMEDY =
  'Put the files where everybody reaches them by https, or have whoever runs the relay serve them with --folder.';

/** @throws AddressError for any other protocol */
export async function requireHttps({ protocol, host }: URL): Promise<void> {
  if (protocol === 'https:') return;
  throw new AddressError(`${host} would have to be asked by ${protocol.slice(0, -1)}, and not by https. ${REMEDY}`);
}

/**
 * Refuses what only the relay's own network can reach: an organiser may not be who runs the relay, and what it fetches
 * for one is not to be an errand into that network. A name whose address changes between this look and the request gains
 * nothing: the machine there would have to have a certificate for that name.
 *
 * @throws AddressError
 */
export async function requirePublic(address: URL): Promise<void> {
  await requireHttps(address);
  const name = address.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(name) ? [{ address: name }] : await lookup(name, { all: true }).catch(() => null);
  if (!found) throw new AddressError(`${address.host} is not known to the relay. Check the address.`);
  if (!found.some((one) => INWARD.check(one.address, isIP(one.address) === 6 ? 'ipv6' : 'ipv4'))) return;
  throw new AddressError(`${address.host} is in a private network, where the relay fetches nothing. ${REMEDY}`);
}
