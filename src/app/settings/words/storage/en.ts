import { formatBytes, formatDate } from '../../../format.ts';
import { plural } from '../../../words/index.ts';

export default {
  title: 'Storage',
  used: 'Used',
  usedOf: (usage: number, quota: number) => `${formatBytes(usage)} of ${formatBytes(quota)} that the browser allows`,
  usedUntold: (known: number) =>
    `${formatBytes(known)}, as far as this page knows. The browser tells how much is allowed only over https.`,
  kept: 'Kept',
  keptForGood: 'Until you delete it: the browser has promised to keep it when the device runs short.',
  keptWhileRoom: 'The browser may clear it when the device runs short of space.',
  safari: 'Safari clears what a page has kept after seven days of use without a visit. On the home screen it does not.',
  safariInstalled: 'As this page is on your home screen, it is not cleared after seven days.',
  export: 'Export the data sets that you would miss.',
  askToKeep: 'Ask the browser to keep it',
  askRefused: 'The browser did not promise it. It does for pages that are on the home screen or visited often.',
  askImpossible: 'The browser can be asked only over https.',
  models: 'Models',
  none: 'None yet.',
  model: (files: number, bytes: number, savedAt: number) =>
    `${formatBytes(bytes)} in ${files} ${plural(files, 'file', 'files')}, since ${formatDate(savedAt)}`,
  remove: 'Remove',
  removeModel: (name: string) => `Remove the model ${name}`,
  atWork: 'Leave the training first: it reads the model’s files.',
  unfinished: 'Unfinished downloads',
  part: (present: number, bytes: number) => `${formatBytes(present)} of ${formatBytes(bytes)} are here`,
  unfinishedNote: 'Joining goes on from there.',
  removePart: (name: string) => `Remove the unfinished download of ${name}`,
  datasets: 'Data sets',
  dataset: (examples: number, bytes: number) =>
    `${examples} ${plural(examples, 'text', 'texts')}, ${formatBytes(bytes)}`,
  datasetsNote: 'Export or delete them under “Your data”.',
  wipe: 'Delete everything on this device',
  wipeTitle: 'Delete everything?',
  wipeLead:
    "Your data sets, the model files, and this device's name in every federation are deleted here. What was contributed stays part of the federation's model.",
  wipeNow: 'Delete everything',
  wipeNot: 'Keep it',
};
