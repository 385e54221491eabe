import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Plugin, type Rolldown, build } from 'vite';

const WORKER = path.join(import.meta.dirname, '..', 'src', 'app', 'offline', 'service-worker.ts');

/**
 * Writes the service worker, `sw.js`, with the list of the page's files: its scripts and styles, which all have a hash in
 * their names. Workers and engines are left out, since nothing trains without the relay, and so are samples of data.
 */
export function offlineShell(): Plugin {
  return {
    name: 'offline-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('The build has no index.html to make an offline shell of.');
        const files = Object.values(bundle).filter(isOfPage);
        const listed = ['/', ...files.map(({ fileName }) => `/${fileName}`).toSorted()];
        const version = createHash('sha256').update(page.source).update(listed.join('\n')).digest('hex').slice(0, 16);
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await workerWith(version, listed) });
      },
    },
  };
}

function isOfPage(output: Rolldown.OutputChunk | Rolldown.OutputAsset): boolean {
  if (output.type === 'asset') return output.fileName.endsWith('.css');
  return !output.moduleIds.some((id) => id.endsWith('.json'));
}

/** A script of its own and of the old kind: not every browser has service workers that are modules. */
async function workerWith(version: string, files: readonly string[]): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    define: { VERSION: JSON.stringify(version), FILES: JSON.stringify(files) },
    build: { write: false, rolldownOptions: { input: WORKER, output: { format: 'iife' } } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((result) =>
    'output' in result ? result.output : [],
  );
  const script = outputs.find((output) => output.type === 'chunk');
  if (!script) throw new Error('The service worker was not built.');
  return script.code;
}
