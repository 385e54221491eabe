import path from 'node:path';
import { DirectorySnapshots } from './directory.ts';
import { S3Snapshots } from './s3.ts';
import { type SnapshotPlace, type SnapshotStore, SnapshotStoreError } from './store.ts';

/** What an S3 place takes from the environment. */
export const S3_VARIABLES = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION'],
  ...['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'],
];

/**
 * Reads where snapshots are to lie: a folder, or `s3://BUCKET/PREFIX` with the keys in the usual variables.
 * @param given '': the folder `otherwise`
 * @param environment of `S3_VARIABLES`
 * @throws SnapshotStoreError with what is missing
 */
export function snapshotPlace(
  given: string,
  otherwise: string,
  environment: Readonly<Record<string, string | undefined>>,
): SnapshotPlace {
  if (!/^\w+:\/\//.test(given)) return { type: 'directory', path: path.resolve(given || otherwise) };
  const [, bucket, folder = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(given) ?? [];
  if (bucket === undefined) {
    throw new SnapshotStoreError(`Snapshots cannot lie at ${given}: give a folder, or s3://BUCKET/PREFIX.`);
  }
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) {
    throw new SnapshotStoreError(`For snapshots in ${given}, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`);
  }
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || null;
  return {
    type: 's3',
    bucket,
    prefix: folder === '' ? '' : `${folder.replace(/\/+$/, '')}/`,
    endpoint: endpoint && endpoint.replace(/\/+$/, ''),
    region: environment['AWS_REGION'] || 'us-east-1',
    accessKeyId,
    secretAccessKey,
    sessionToken: environment['AWS_SESSION_TOKEN'] || null,
  };
}

export function openSnapshots(place: SnapshotPlace): SnapshotStore {
  return place.type === 's3' ? new S3Snapshots(place) : new DirectorySnapshots(place.path);
}
