import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Plugin, Rolldown } from 'vite';

/**
 * The licences of everything that is bundled into the page or its worker, as they ask for, in one file of the build:
 * `third-party-licences.txt`. Vite's own `build.license` leaves out workers.
 */
export function thirdPartyNotices(): { readonly page: Plugin; readonly worker: () => Plugin } {
  const folders = new Set<string>();
  const collect = (bundle: Rolldown.OutputBundle): void => {
    for (const chunk of Object.values(bundle)) {
      for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
        const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? [];
        if (folder) folders.add(folder);
      }
    }
  };
  return {
    worker: () => ({ name: 'third-party-notices-of-worker', generateBundle: (_, bundle) => collect(bundle) }),
    page: {
      name: 'third-party-notices',
      apply: 'build',
      // Workers are bundled while their page is, and so come before.
      generateBundle(_, bundle) {
        collect(bundle);
        const source = [...folders].toSorted().map(noticeOf).join('\n');
        this.emitFile({ type: 'asset', fileName: 'third-party-licences.txt', source });
      },
    },
  };
}

function noticeOf(folder: string): string {
  const { name, version, license, homepage }: Record<string, string> = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const text = readdirSync(folder)
    .filter((file) => /^(licen[sc]e|notice)/i.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  if (text.length === 0) text.push(`The package carries no copy of its licence; see ${homepage}.`);
  return [`${'='.repeat(79)}\n${name} ${version} (${license})\n`, ...text, ''].join('\n');
}
