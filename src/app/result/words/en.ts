import { formatBytes, formatCount, formatDuration, formatPercent } from '../../format.ts';
import { plural } from '../../words/index.ts';

const english = {
  title: 'Result',
  asking: 'Asking the relay how this federation went …',
  missing: {
    unknown: 'This relay has no such federation. Check the link you were given.',
    unreachable: 'The relay cannot be reached. Check the connection and try again.',
    'other-version': 'The relay does not answer as this page expects. Reload the page to get its current version.',
  },
  tryAgain: 'Try again',
  states: {
    running: 'It goes on: this is how far it has got.',
    paused: 'It is paused: this is how far it has got.',
    stopped: 'It is finished.',
    archived: 'It is finished.',
  },
  join: 'Take part',
  figures: {
    rounds: 'Rounds',
    contributions: 'Contributions',
    by: (participants: number) =>
      `by ${formatCount(participants)} ${plural(participants, 'participant', 'participants')}`,
    unnamed: 'The log names nobody.',
    accuracy: 'Accuracy on held-out texts',
    accuracyNote: (participants: number) =>
      `As ${formatCount(participants)} ${plural(participants, 'device', 'devices')} told it.`,
    patch: 'Seed patch',
    patchNote: (base: number) => `turns ${formatBytes(base)} of base model into this one`,
  },
  curve: {
    title: 'How it went',
    caption: 'Accuracy on the participants’ held-out texts, by round',
    label: 'Line chart of the accuracy by round. The table below has the figures.',
    accuracy: 'accuracy',
    table: 'The figures as a table',
    round: 'Round',
    loss: 'Loss',
    participants: 'Participants',
    examples: 'Examples',
    none: 'No held-out figures were collected, or those of too few devices to show without showing somebody’s.',
    unknown: 'not told',
  },
  patch: {
    title: 'The seed patch',
    lead: 'Everything that the federation taught the model is in a log of a few numbers a round. Applied to the base model, it gives the finetuned one, bit for bit, on any device.',
    howChecked:
      'Your device can check that here: it takes the base model and the patch, computes every step again, and compares with what was published. You need not take the relay’s word for it.',
    apply: 'Apply and check it here',
    applyAgain: 'Check again',
    fetches: (bytes: number) =>
      `Fetches the base model, ${formatBytes(bytes)}, where this device does not have it yet.`,
    file: 'Check a patch from a file',
    stop: 'Stop',
    download: 'Download the patch',
    stages: {
      patch: 'Fetching the patch',
      base: 'Fetching the base model',
      replay: 'Applying the rounds',
      writing: 'Writing the model',
    },
    ofBytes: (done: number, total: number | null) =>
      total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
    ofRounds: (done: number, total: number | null) => `${formatCount(done)} of ${formatCount(total ?? 0)}`,
    failed: 'The patch could not be checked.',
    failedRemedy: 'Nothing was changed or kept. Try again; if it stays so, tell whoever gave you the patch.',
  },
  found: {
    equal: 'It is the federation’s model, bit for bit.',
    other: 'It is not the relay’s model.',
    otherRemedy:
      'The patch is whole and gives the model below, but the relay gives another fingerprint for the same state. One of the two is wrong: tell the organiser.',
    itself: 'The patch is whole, and gives this model.',
    chain: (entries: number) =>
      `The log is whole: ${formatCount(entries)} ${plural(entries, 'entry', 'entries')}, each chained to the one before, from the manifest on.`,
    base: (bytes: number) => `The base model is the one agreed on, by SHA-256 (${formatBytes(bytes)}).`,
    compared: (count: number, seconds: number) =>
      `${formatCount(count)} published ${plural(count, 'fingerprint', 'fingerprints')} computed again, all equal, in ${formatDuration(seconds * 1000)}.`,
    noneCompared: 'No fingerprint was published for a state of this log.',
    relay: {
      equal: 'The relay now gives the same fingerprint for this state.',
      other: 'The relay gives another fingerprint for this state.',
      elsewhere: 'The relay is at another state by now, so its newest fingerprint says nothing about this one.',
      unknown: 'This relay has no federation with this manifest: the patch stands for itself.',
    },
    fingerprint: 'Fingerprint',
    manifest: 'Manifest (SHA-256)',
    chainValue: 'Last chain value',
    write: 'Save the model',
    writeNote: 'As a safetensors file, written here from what was just checked.',
    saved: (name: string, bytes: number) => `Saved ${name}, ${formatBytes(bytes)}.`,
    sha256: 'SHA-256 of the file',
  },
  card: {
    title: 'Model card',
    lead: 'Filled in from the manifest and the log. Put it beside the model when you pass it on.',
    download: 'Download the card',
    copy: 'Copy',
    show: 'Read it here',
    model: 'Base model',
    licence: 'Licence',
    method: 'Method',
    template: 'Template',
    classes: 'Classes',
  },
  percent: (from: number, to: number) => `${formatPercent(from)} → ${formatPercent(to)}`,
};

export default english;
export type Words = typeof english;
