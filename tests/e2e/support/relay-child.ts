import path from 'node:path';
import * as v from 'valibot';
import { startRelay } from '../../../server/index.ts';
import { parseManifest } from '../../../src/protocol/index.ts';

/** A relay in a process of its own, so that it can be killed. Options come as JSON, the port goes to the parent. */
const { manifests, data, port } = v.parse(
  v.object({ manifests: v.array(v.unknown()), data: v.string(), port: v.number() }),
  JSON.parse(process.argv[2] ?? ''),
);
// Another build of the page than dist's, for who works on it beside others.
const page = process.env['DANDELION_PAGE'];
const relay = await startRelay({
  ...{ manifests: manifests.map(parseManifest), data, port, host: '127.0.0.1' },
  ...(page && { folders: [page, path.join(import.meta.dirname, '..', '..', '..', 'public')] }),
});
process.once('disconnect', () => void relay.close().then(() => process.exit(0)));
process.send?.(relay.port);
