import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { AddressError, requirePublic } from './public-address.ts';
import { request, smallText } from './request.ts';

test.each([
  ...[
    'https://127.0.0.1/x',
    'https://localhost:8443/x',
    'https://10.1.2.3',
    'https://172.31.0.1',
    'https://192.168.0.9',
  ],
  ...[
    'https://169.254.169.254/latest',
    'https://100.64.0.1',
    'https://0.0.0.0',
    'https://2130706433',
    'https://0x7f.1',
  ],
  ...['https://[::1]', 'https://[::]', 'https://[fe80::1]', 'https://[fd00::1]', 'https://[::ffff:127.0.0.1]'],
])('[O2] %s is in a private network', async (address) => {
  await expect(requirePublic(new URL(address))).rejects.toThrow(/private network/);
});

test.each(['https://8.8.8.8/x', 'https://172.32.0.1', 'https://[2606:4700::1111]', 'https://192.0.2.1'])(
  '[O2] %s is in none',
  async (address) => {
    await expect(requirePublic(new URL(address))).resolves.toBeUndefined();
  },
);

test('[O2] nothing but https, and no name that nobody knows', async () => {
  await expect(requirePublic(new URL('http://8.8.8.8/x'))).rejects.toThrow(/and not by https/);
  await expect(requirePublic(new URL('https://no-such-host.invalid/'))).rejects.toThrow(AddressError);
});

test('[O2] a redirect is looked at before it is followed, and a long text is not read to its end', async () => {
  const asked: string[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url!);
    if (url === '/away') return void response.writeHead(302, { location: '/inward' }).end();
    // Without a length, as long as somebody reads.
    response.on('drain', () => void response.write(Buffer.alloc(65_536)));
    response.write(Buffer.alloc(65_536));
    response.write(Buffer.alloc(65_536));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const allow = async ({ pathname }: URL): Promise<void> => {
      if (pathname === '/inward') throw new AddressError('Not there.');
    };
    await expect(request(new URL('/away', base), { allow })).rejects.toThrow('Not there.');
    expect(asked).toEqual(['/away']);
    expect(await smallText(await request(new URL('/card', base)), 100_000)).toBe('');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
