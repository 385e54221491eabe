import path from 'node:path';
import type { Manifest } from '../../src/protocol/index.ts';

/** What an organiser does next. @param model as `--model` was given */
export function nextStep(
  file: string,
  { id, model: { location }, round: { quorum } }: Manifest,
  model?: string,
): string {
  // A relay serves public/ as it is; other folders have to be named.
  const isOurs = model === undefined || !location.startsWith('/');
  const place = model && path.resolve(model);
  const folder = place?.endsWith(location) ? place.slice(0, -location.length) || '/' : 'DIR';
  return [
    `${file} is federation "${id}". Its rounds begin with ${quorum} ${quorum === 1 ? 'volunteer' : 'volunteers'}; its model is ` +
      `fetched from ${location}.`,
    ...(folder === 'DIR' && !isOurs
      ? [`Put the model's folder at DIR${location}, so that the relay can serve it.`]
      : []),
    `To start it: npm start -- --manifest ${file}${isOurs ? '' : ` --folder ${folder}`}`,
  ].join('\n');
}
