import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { thirdPartyNotices } from './notices.ts';

// Inside the project, so that its packages are found.
const root = path.resolve('.cache/test-notices');
beforeAll(() => {
  mkdirSync(root, { recursive: true });
  const files = {
    'index.html': '<script type="module" src="/page.ts"></script>',
    'page.ts': `import { sha256 } from '@noble/hashes/sha2.js';
      console.log(sha256, new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));`,
    'worker.ts': `import { expose } from 'comlink'; expose({});`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, name), text);
});
afterAll(() => rmSync(root, { recursive: true }));

test('the notices hold the licences of what page and worker bundle, and of nothing else', async () => {
  const notices = thirdPartyNotices();
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [notices.page],
    worker: { format: 'es', plugins: () => [notices.worker()] },
  });
  const text = readFileSync(path.join(root, 'dist', 'third-party-licences.txt'), 'utf8');
  expect(text.match(/^\S+ [\d.]+ \(.*\)$/gm)?.map((line) => line.split(' ')[0])).toEqual(['@noble/hashes', 'comlink']);
  expect(text).toContain('Permission is hereby granted, free of charge');
  expect(text).toContain('Apache License');
});
