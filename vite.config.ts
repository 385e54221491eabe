import { defineConfig } from 'vite';
import { compressOutput } from './scripts/compress.ts';
import { thirdPartyNotices } from './scripts/notices.ts';
import { offlineShell } from './scripts/offline-shell.ts';

/** Where `npm run relay` listens while the page is served by Vite's development server. */
const RELAY = 'http://127.0.0.1:8787';

/** Cross-origin isolation: SharedArrayBuffer, and with it threads, exist only behind these. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const proxy = { '/federations': RELAY, '/relay': { target: RELAY, ws: true } };

const notices = thirdPartyNotices();

/** `patch-` for `src/train/patch/worker.ts`: several are named worker, and the one in src/train is the one that trains. */
function folderOf(module: string | null): string {
  const folder = /\/([^/]+)\/worker\.ts$/.exec(module ?? '')?.[1] ?? 'train';
  return folder === 'train' ? '' : `${folder}-`;
}

export default defineConfig({
  // Colours as the built page has them: what scripts read of them are colours, not light-dark().
  css: { transformer: 'lightningcss' },
  build: {
    target: 'es2022',
    // The content security policy allows no data: address for scripts or wasm.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // A room's door names more than the first screen takes, and none of it does anything by being imported.
      treeshake: {
        moduleSideEffects: [
          { test: /\/src\/(?!app\/|main)[^/]+\//, sideEffects: false },
          { test: /papaparse|@huggingface\/tokenizers/, sideEffects: false },
        ],
      },
      output: {
        codeSplitting: {
          // What the first screen needs comes as one file: two dozen small ones take longer on a slow line.
          groups: [{ name: 'page', tags: ['$initial'] }],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [notices.worker()],
    // The worker reads no tables, and a module of the old kind cannot say that it does nothing by itself.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /papaparse/, sideEffects: false }] },
      output: {
        entryFileNames: ({ facadeModuleId }) => `assets/${folderOf(facadeModuleId)}[name]-[hash].js`,
      },
    },
  },
  // ONNX Runtime finds its .wasm file and its threads' script beside its own address.
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers: isolation, proxy },
  preview: { headers: isolation, proxy },
  plugins: [notices.page, offlineShell(), compressOutput()],
});
