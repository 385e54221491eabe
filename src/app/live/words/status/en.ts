import type { RefusalReason } from '../../../../protocol/index.ts';
import { counted } from '../../../format.ts';

const refusals: Record<RefusalReason, string> = {
  'round-not-open': 'The round had closed before your numbers arrived. They were dropped; the next round counts again.',
  'not-asked': 'This device had not been asked for that round.',
  'wrong-chain': 'The numbers belonged to another state of the model, so the relay did not mix them in.',
  'wrong-count': 'The number of numbers did not fit this federation.',
  'not-finite': 'A number was not finite: the training step diverged on this device.',
  'beyond-clip': 'A number was larger than this federation allows.',
  'no-examples': 'The message named no training examples.',
  'too-late':
    'Your numbers came too late: the round had been closed, and so had those after it that could still take them. They were dropped; the next round counts again.',
  'bad-signature':
    'Your numbers were not signed as the relay expects of this device. They were dropped; if it goes on, reload the page.',
};

export default {
  label: 'What happens now',
  /** Durations come with their unit. */
  since: (duration: string) => `For ${duration}.`,
  step: (done: number, total: number) => `Step ${done} of ${total}`,
  bytesOf: (done: string, total: string) => `${done} of ${total}`,
  downloadPace: (perSecond: string, left: string) => `${perSecond} a second, ${left} left`,
  timeLeft: (duration: string) => `${duration} left`,
  roundEnds: (duration: string) => `The round ends in ${duration} at most`,
  next: 'Next',
  participants: (ready: number, connected: number) =>
    `${counted(connected, 'participant', 'participants')} here, ${ready} of them ready.`,
  inRound: (contributed: number, participants: number) =>
    `${contributed} of ${participants} in this round ${contributed === 1 ? 'is' : 'are'} done.`,

  pause: 'Pause',
  resume: 'Resume',
  goOnAnyway: 'Go on anyway',
  loadAnyway: 'Load anyway',
  finish: 'Finish this round, then stop',
  unfinish: 'Stay after all',
  leave: 'Leave',
  cancelDownload: 'Cancel the download',
  joinAgain: 'Join again',
  manners: 'When and how hard this device computes',
  pluggedIn: 'It is plugged in',
  unplugged: 'It is not',

  starting: { title: 'Starting', reason: 'The worker that will train is being started.', next: 'The model is loaded.' },
  loading: {
    title: 'Loading the model',
    first: 'It stays on this device for the next visit.',
    again: 'Fetching its files, or reading them from this device.',
    next: 'This device is measured, and the base model is tested on your held-out part.',
  },
  metered: {
    title: 'Waiting for Wi-Fi',
    cellular: (size: string) => `${size} are to be loaded, and this device is on mobile data.`,
    'save-data': (size: string) => `${size} are to be loaded, and this browser is set to save data.`,
    said: (size: string) => `${size} are to be loaded, and you said that this is mobile data.`,
    next: 'It loads by itself once you are on Wi-Fi; nobody can say when. Nothing is computed until then.',
  },
  probing: {
    title: 'Measuring this device',
    reason: (engine: string) => `A few passes of the model with ${engine}, to find what is fastest here. Done once.`,
    next: 'The base model is tested on your held-out part.',
  },
  evaluating: {
    title: 'Testing the base model',
    reason: 'On your held-out part, so that you can see later what changed.',
    next: 'This device catches up with the others.',
  },
  catchingUp: {
    title: 'Catching up',
    asking: 'The relay is asked what the others have done so far.',
    reason: (at: number, target: number) => `Replaying what the others did before: round ${at} of ${target}.`,
    next: 'This device takes part in the round that opens then.',
  },
  offline: {
    title: 'No connection to the relay',
    soon: (attempt: number, wait: string) => `Attempt ${attempt} failed; the next follows in ${wait}. Nothing is lost.`,
    now: (attempt: number) => `Attempt ${attempt} failed; the next follows now. Nothing is lost.`,
    next: 'It goes on where it was, by itself. Attempts follow ever more slowly; a network that comes back is used at once.',
  },
  quorum: {
    title: 'Waiting for more participants',
    nobody: (quorum: number) => `A round needs ${quorum}.`,
    alone: (quorum: number) => `A round needs ${quorum}; only you are ready.`,
    some: (quorum: number, ready: number) => `A round needs ${quorum}; ${ready} are ready.`,
    next: (missing: number) =>
      missing > 0
        ? `The round opens by itself once ${missing} more ${missing === 1 ? 'is' : 'are'} here; nobody can say when.`
        : 'The round opens by itself, in a moment.',
  },
  nextRound: {
    title: 'Waiting for the next round',
    reason: 'A round is under way without this device; you join the next.',
    next: 'The round that is under way ends, and this device is asked for the next one.',
  },
  others: {
    title: 'Waiting for the others',
    in: 'Your numbers are in.',
    missing: (missing: number) =>
      `Your numbers are in. ${counted(missing, 'participant', 'participants')} still at work.`,
    missingFor: (missing: number, left: string) =>
      `Your numbers are in. ${counted(missing, 'participant', 'participants')} still at work, ${left} at most.`,
    next: "Everybody's numbers are applied to the model, and the next round opens.",
    nextIsEnd: 'Your numbers are acknowledged; then this device stops, as you wished.',
  },
  organiserPaused: {
    title: 'The federation is paused',
    reason: 'No round opens until it goes on. This tab stays connected and takes part by itself then.',
    next: 'It goes on once the organiser lets it; nobody here can say when.',
  },
  stopped: {
    title: 'The training has been stopped',
    reason: 'No further round opens. The model stays yours to keep.',
    next: 'Nothing. You can leave, and keep the model.',
  },
  training: {
    title: (round: number) => `Training in round ${round}`,
    reason: (steps: number) => `${counted(steps, 'step', 'steps')} on your own texts, forward passes only.`,
    unknown: 'On your own texts, forward passes only.',
    rests: (share: string) => `It rests between steps, so that computing takes ${share} of the time.`,
    next: (numbers: number) => `${counted(numbers, 'number', 'numbers')} of this device are sent, and no text.`,
    nextIsEnd: (numbers: number) =>
      `${counted(numbers, 'number', 'numbers')} of this device are sent; then it stops, as you wished.`,
  },
  paused: {
    title: 'Paused',
    person: 'You paused. This copy keeps following the others.',
    personAmongOthers: 'You paused. The others go on, and this copy follows them.',
    battery: (level: string, resumeAt: string) =>
      `The battery is at ${level}. It goes on at ${resumeAt}, or once it charges.`,
    unplugged: 'This device is not plugged in.',
    unpluggedSaid: 'You said that this device is not plugged in.',
    askPlugged: 'It is to compute only while plugged in, and this browser does not tell whether it is.',
    charging: 'It is plugged in again; a moment, to see whether that lasts.',
    hidden: 'This tab is hidden, and you chose to pause then.',
    schedule: 'It is outside the hours that you chose.',
    until: (time: string, wait: string) => `It goes on at ${time}, in ${wait}.`,
    next: {
      person: 'It goes on when you resume it.',
      power: 'It goes on by itself once it is plugged in or charged; nobody can say when.',
      ask: 'It goes on once you have said that it is.',
      hidden: 'It goes on when you come back to this tab.',
      timed: 'It goes on by itself.',
      never: 'Your hours have no day in them: choose one, or go on anyway.',
    },
  },
  otherTab: {
    title: 'Another tab is contributing',
    reason: 'One device counts once in a round. This tab takes over when that one closes.',
    next: 'This tab takes over once the other one is closed, or leaves.',
  },
  left: {
    title: 'You have left',
    reason: 'Nothing runs any more. What you contributed stays part of the model.',
    finished: 'Stopped after the round',
    finishedReason:
      'The round was finished, as you wished, and nothing runs any more. What you contributed stays part of the model.',
    ended: 'This visit has ended',
    endedReason: 'Why, and what to do, is shown below. What you contributed stays.',
    next: 'Nothing, until you join again.',
    cancelled: 'The download was cancelled',
    cancelledReason: (here: string) =>
      `${here} of it are kept on this device: joining again goes on from there. The settings remove them.`,
  },

  rollback: (from: number, to: number) =>
    `The organiser took back ${from === to ? `round ${from}` : `rounds ${from} to ${to}`}: the model is as it was ${from === 1 ? 'before any round' : `after round ${from - 1}`}.`,
  refused: (round: number, why: string) => `Round ${round}: ${why}`,
  refusals,
};
