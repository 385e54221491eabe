import { expect, test } from 'vitest';
import { banner, lanAddresses } from './banner.ts';

const common = { netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null };

test('the addresses of the local network are those of IPv4 that leave the machine', () => {
  const interfaces = {
    lo: [{ ...common, address: '127.0.0.1', family: 'IPv4' as const, internal: true }],
    wlan0: [
      { ...common, address: '192.168.1.20', family: 'IPv4' as const, internal: false },
      { ...common, address: 'fe80::1', family: 'IPv6' as const, internal: false, scopeid: 2 },
    ],
  };
  expect(lanAddresses(8787, interfaces)).toEqual(['http://192.168.1.20:8787']);
});

test('the banner has the address, and a code for a phone only where a phone can come', () => {
  const open = banner('http://localhost:8787', ['http://192.168.1.20:8787'], ['sentiment']);
  expect(open).toContain('http://localhost:8787');
  expect(open).toContain('http://192.168.1.20:8787');
  expect(open).toMatch(/[▀▄█]{3}/);
  expect(banner('http://127.0.0.1:8787', [], ['sentiment'])).not.toMatch(/[▀▄█]/);
});

test('[A8] the banner has the link with the key for a person alone; else it says where the key is', () => {
  const link = 'http://localhost:8787/#/organise/key/00';
  expect(banner('http://localhost:8787', [], ['sentiment'], { link, file: 'data/organiser.key' })).toContain(link);
  const logged = banner('http://localhost:8787', [], ['sentiment'], { link: null, file: 'data/organiser.key' });
  expect(logged).toContain('data/organiser.key');
  expect(logged).not.toContain('#/organise');
  expect(banner('http://localhost:8787', [], ['sentiment'])).not.toContain('organise');
});
