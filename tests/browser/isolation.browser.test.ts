import { expect, test } from 'vitest';

// Without isolation every engine falls back to one thread, and the tests of threads would pass without having any.
test('the test page is cross-origin isolated, as the relay serves it, and shares memory', () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
  expect(new SharedArrayBuffer(8).byteLength).toBe(8);
});

test('the test page is a secure context with the web features that the page uses where they are there', () => {
  expect(globalThis.isSecureContext).toBe(true);
  expect(navigator.locks).toBeDefined();
  expect('getDirectory' in navigator.storage).toBe(true);
});

test('a worker of an isolated page is isolated too', async () => {
  const source = new Blob(['postMessage(self.crossOriginIsolated)'], { type: 'text/javascript' });
  const worker = new Worker(URL.createObjectURL(source));
  const isolated = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', reject);
  });
  worker.terminate();
  expect(isolated).toBe(true);
});

test('the model in public/ is served', async () => {
  const response = await fetch('/models/dandelion-mini/config.json');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ model_type: 'roberta' });
});
