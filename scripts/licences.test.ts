import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, test } from 'vitest';

/** Licences that let anyone use, change and pass on this project under its own (Apache-2.0). */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0'];
/** Of two to choose from. */
const CHOICES = ['(MIT OR CC0-1.0)'];

/** Packages that state theirs in a file alone. */
const STATED_IN_FILE: Readonly<Record<string, string>> = { 'parse-cache-control': 'BSD-3-Clause' };

/** Tools under a licence that binds changes to their own files; none of their code is in the page or the relay. */
const TOOLS_UNDER_MPL = [/^lightningcss(-|$)/, /^axe-core$/];

const Lock = v.object({
  packages: v.record(v.string(), v.object({ license: v.optional(v.string()) })),
});

test('every dependency has a permissive licence', () => {
  const { packages } = v.parse(Lock, JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const other = Object.entries(packages)
    .map(([path, { license }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      return { name, license: license ?? STATED_IN_FILE[name] ?? 'none stated' };
    })
    .filter(({ license }) => !PERMISSIVE.includes(license) && !CHOICES.includes(license))
    .filter(({ name, license }) => license !== 'MPL-2.0' || !TOOLS_UNDER_MPL.some((tool) => tool.test(name)));
  expect(other).toEqual([]);
});

test('the lock file names no registry, so that it serves behind any mirror', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
});

test('LICENSE is the Apache License 2.0, as package.json says', () => {
  expect(readFileSync('LICENSE', 'utf8')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
  expect(readFileSync('package.json', 'utf8')).toContain('"license": "Apache-2.0"');
});
