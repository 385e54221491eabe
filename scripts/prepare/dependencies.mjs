import { existsSync, readFileSync } from 'node:fs';
import { Unprepared, runTool, say } from './command.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [optional]
 * @typedef {Record<string, LockedPackage>} LockedPackages by path, such as `node_modules/ws`
 */

/**
 * Whether every package of the lock file is installed in its version. Optional ones may be missing: most of them are
 * builds for other systems.
 *
 * @param {LockedPackages} wanted the lock file's packages
 * @param {LockedPackages} installed what npm last installed
 */
export function satisfies(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = installed[path];
    return path === '' || (found ? found.version === version : optional === true);
  });
}

/** @param {string} path @returns {LockedPackages} */
function packagesIn(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** npm's errors when no registry answers. */
const OFFLINE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED)\b/;

/** Installs the dependencies where they are missing or not those of the lock file. */
export async function installDependencies() {
  const installed = 'node_modules/.package-lock.json';
  if (!existsSync('package-lock.json')) {
    throw new Unprepared('package-lock.json is missing: restore it with `git checkout package-lock.json`.');
  }
  if (existsSync(installed) && satisfies(packagesIn('package-lock.json'), packagesIn(installed))) return;
  say('Installing dependencies (about 500 MB on disk, once) ...');
  await runTool('Installing the dependencies (npm ci)', 'npm', ['ci', '--no-audit', '--no-fund'], (output) =>
    OFFLINE.test(output)
      ? 'The npm registry cannot be reached. Connect this machine to the network (or set its proxy), then try again.'
      : null,
  );
}
