import { existsSync } from 'node:fs';
import path from 'node:path';
import { organiserLink, readOrganiserKey } from './access/index.ts';
import { banner, lanAddresses } from './banner.ts';
import { limitsOf, readConfig } from './config.ts';
import { readManifest, sentiment } from './federations/index.ts';
import { pageFolders, startRelay } from './relay.ts';
import { requireSamples, startVolunteers } from './volunteers.ts';

// In a terminal the address and the code stay in sight; a service's log gets every round.
const level = process.stdout.isTTY ? 'warn' : 'info';

try {
  const config = readConfig(process.argv.slice(2), { DANDELION_LOG_LEVEL: level, ...process.env });
  if (typeof config === 'string') {
    console.log(config);
  } else {
    const { port, host, data, database, snapshots, origins, folder, volunteers, proxies, organiser } = config;
    if (folder && !existsSync(folder)) throw new Error(`There is no folder ${path.resolve(folder)} for --folder.`);
    const manifests =
      config.manifest.length > 0 ? await Promise.all(config.manifest.map(readManifest)) : [await sentiment()];
    if (volunteers > 0) requireSamples(manifests[0]!);
    const onFailure = (): never => process.exit(1);
    const folders = [...pageFolders, ...(folder ? [path.resolve(folder)] : [])];
    const relay = await startRelay({
      ...{ manifests, port, host, data, snapshots, origins, folders, onFailure, proxies },
      ...(database && { database }),
      ...(organiser && { organiser }),
      limits: limitsOf(config),
      logLevel: config['log-level'],
      check: true,
    });
    const isOpen = host === '0.0.0.0' || host === '::';
    const names = manifests.map(({ id }) => id);
    const file = path.join(data, 'organiser.key');
    // In a log the key would lie with whoever reads logs.
    const key = organiser ? null : await readOrganiserKey(file);
    const link = key && process.stdout.isTTY ? organiserLink(relay.url, key) : null;
    console.log(banner(relay.url, isOpen ? lanAddresses(relay.port) : [], names, key && { link, file }));
    const helpers = startVolunteers(relay.url, manifests[0]!.id, volunteers);
    let isStopping = false;
    const stop = (): void => {
      // Whoever says goodbye to its clients is not hurried by hearing it twice.
      if (isStopping) return;
      isStopping = true;
      for (const helper of helpers) if (helper.connected) helper.disconnect();
      void relay.close().then(() => process.exit(0));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
