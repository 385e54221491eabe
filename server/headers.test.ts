import { expect, test } from 'vitest';
import { testManifest } from '../tests/support/manifest.ts';
import { securityHeaders } from './headers.ts';

const policy = (host: string | null, manifests = [testManifest()]) =>
  securityHeaders(
    host,
    manifests.map(({ model }) => model.location),
  )['content-security-policy'];

test.each(['a.example', 'a.example:8787', '192.168.1.20:8787', '[fe80::1]:80', 'localhost'])(
  '[W1] the page may open a socket to its own host %s',
  (host) => {
    expect(policy(host)).toContain(`connect-src 'self' ws://${host} wss://${host};`);
  },
);

test.each([null, 'a.example; script-src *', 'a b', '*', 'a.example/x', ''])(
  '[W1] a Host of %j does not get into the policy',
  (host) => {
    expect(policy(host)).toContain("connect-src 'self';");
  },
);

test('[W1] the page may fetch a model from where its manifest says', () => {
  const manifest = testManifest();
  const model = { ...manifest.model, location: 'https://models.example/tiny/' };
  const two = { ...manifest, model };
  expect(policy(null, [two, two])).toContain("connect-src 'self' https://models.example;");
});

test("[W1] a model on Hugging Face's hub may be fetched from where the hub redirects to", () => {
  const manifest = testManifest();
  const model = { ...manifest.model, location: 'https://huggingface.co/someone/tiny/resolve/main' };
  expect(policy(null, [{ ...manifest, model }])).toContain(
    "connect-src 'self' https://huggingface.co https://*.huggingface.co https://*.hf.co;",
  );
});

test.each(['https://*/tiny', 'https://*.example/', 'https://a;sandbox/', 'https://a,b/', "https://a'b/"])(
  '[W1] a host that would say something else in a policy, %s, does not get into it',
  (location) => {
    const manifest = testManifest();
    expect(policy(null, [{ ...manifest, model: { ...manifest.model, location } }])).toContain("connect-src 'self';");
  },
);
