import { spawnSync } from 'node:child_process';
import { findChromium } from '../tests/support/chromium.ts';

/** Installs a Chromium to test with where there is none; says so, and says what to do where it cannot. */
export function ensureChromium(): void {
  if (findChromium()) return;
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isRoot && hasApt) {
    console.log('No Chromium was found: installing one with apt-get ...');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']);
  } else {
    console.log('No Chromium was found: installing one with Playwright ...');
    run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium']);
  }
  if (findChromium()) return;
  console.error('No Chromium could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to an executable.');
}

function run(file: string, args: readonly string[]): void {
  const { status } = spawnSync(file, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) console.error(`${file} ${args.join(' ')} ended with exit code ${status}.`);
}
