import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS, findChromium } from './tests/support/chromium.ts';

const executablePath = findChromium();

/** What makes a page cross-origin isolated, as the relay does: WASM threads need it. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** What is polled comes when it comes: a second is too short on a busy machine. */
const patient = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            '{src,server,simulator,cli,scripts,bench,loadtest,charts,experiments}/**/*.test.{ts,tsx}',
            'tests/{cluster,contract,sim,support}/**/*.test.ts',
          ],
          exclude: ['**/*.browser.test.{ts,tsx}'],
          // For machines that are slow or busy: how long a test takes says nothing about the code.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        server: { headers: isolation },
        // ONNX Runtime finds its .wasm file and its threads' script beside its own address.
        // tfjs is imported late and file by file: found then, it would make the page reload under its tests.
        optimizeDeps: {
          exclude: ['onnxruntime-web'],
          include: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgl/dist/{backend_webgl.js,kernels/*.js}'],
        },
        test: {
          name: 'browser',
          include: ['{src,tests}/**/*.browser.test.{ts,tsx}'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: [...CHROMIUM_FLAGS], ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          // Each file has a relay and browsers of its own: one after another, so that they do not starve each other.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          expect: patient,
        },
      },
    ],
  },
});
