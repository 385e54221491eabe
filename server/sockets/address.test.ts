import { expect, test } from 'vitest';
import { limitKey } from './address.ts';

const of = (remoteAddress: string, forwarded?: string, proxies = 0) => limitKey({ remoteAddress, forwarded }, proxies);

test.each([
  ['10.0.0.7', '10.0.0.7'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:db8:0:1:ffff::9', '2001:db8:0:1::/64'],
  ['2001:0DB8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', 'unknown'],
])('[T8] %s counts as %s', (address, key) => {
  expect(of(address)).toBe(key);
});

test('[T8] without proxies nothing that a client writes counts', () => {
  expect(of('10.0.0.7', '1.2.3.4')).toBe('10.0.0.7');
});

test('[T8] behind proxies the address that the outermost of them saw counts, and not what was written before it', () => {
  expect(of('10.0.0.1', '203.0.113.9', 1)).toBe('203.0.113.9');
  expect(of('10.0.0.1', 'forged, 1.1.1.1, 203.0.113.9', 1)).toBe('203.0.113.9');
  expect(of('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2)).toBe('203.0.113.9');
  expect(of('10.0.0.1', '[2001:db8::1]:4711', 1)).toBe('2001:db8:0:0::/64');
  expect(of('10.0.0.1', '203.0.113.9:4711', 1)).toBe('203.0.113.9');
});

test('[T8] where a proxy says nothing, or nonsense, the connection itself counts', () => {
  expect(of('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
  expect(of('10.0.0.1', 'nonsense', 1)).toBe('10.0.0.1');
  expect(of('10.0.0.1', '203.0.113.9', 5)).toBe('203.0.113.9');
});
