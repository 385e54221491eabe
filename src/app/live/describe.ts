import type { RefusalReason } from '../../protocol/index.ts';
import type { Activity } from '../../train/index.ts';
import { formatDuration, plural } from '../format.ts';
import type { Progress } from '../progress.ts';

/** What is going on, in a headline, and why, in a sentence. */
export interface Description {
  readonly title: string;
  readonly reason: string;
}

/** The volunteer's activity in words. Every wait says what it waits for. */
export function describeActivity(progress: Progress, now: number): Description {
  const { activity, manifest, presence, download } = progress;
  switch (activity?.name) {
    case undefined:
      return { title: 'Starting', reason: 'The worker that will train is being started.' };
    case 'loading':
      return {
        title: 'Loading the model',
        reason: download
          ? 'It stays on this device for the next visit.'
          : 'Fetching its files, or reading them from this device.',
      };
    case 'probing':
      return {
        title: 'Measuring this device',
        reason: `A few passes of the model with ${activity.engine}, to find what is fastest here. Done once.`,
      };
    case 'evaluating':
      return {
        title: 'Testing the base model',
        reason: 'On your held-out part, so that you can see later what changed.',
      };
    case 'catching-up':
      return {
        title: 'Catching up',
        reason: `Replaying what the others did before: round ${activity.sequence} of ${activity.target}.`,
      };
    case 'offline':
      return {
        title: 'No connection to the relay',
        reason: `Attempt ${activity.attempt} failed; the next follows ${retryText(progress.told, activity.retryIn, now)}. Nothing is lost.`,
      };
    case 'waiting':
      return describeWait(activity.reason, progress, now);
    case 'training':
      return {
        title: `Training in round ${activity.round}`,
        reason: manifest
          ? `${plural(manifest.method.localSteps, 'step')} on your own texts, forward passes only.`
          : 'On your own texts, forward passes only.',
      };
    case 'paused':
      return {
        title: 'Paused',
        reason: presence?.participants
          ? 'You paused. The others go on, and this copy follows them.'
          : 'You paused. This copy keeps following the others.',
      };
    case 'metered':
      return { title: 'Waiting for another network', reason: 'The model is loaded on Wi-Fi only.' };
    case 'other-tab':
      return {
        title: 'Another tab is contributing',
        reason: 'One device counts once in a round. This tab takes over when that one closes.',
      };
    case 'left':
      if (progress.problems.some(({ fatal }) => fatal)) {
        return {
          title: 'This visit has ended',
          reason: 'Why, and what to do, is told below. What you contributed stays.',
        };
      }
      return { title: 'You have left', reason: 'Nothing runs any more. What you contributed stays part of the model.' };
    default:
      activity satisfies never;
      return { title: 'Starting', reason: '' };
  }
}

function retryText(told: number, retryIn: number, now: number): string {
  const left = told + retryIn - now;
  return left > 500 ? `in ${formatDuration(left)}` : 'now';
}

type WaitReason = Extract<Activity, { name: 'waiting' }>['reason'];

function describeWait(reason: WaitReason, { manifest, presence }: Progress, now: number): Description {
  switch (reason) {
    case 'quorum': {
      const quorum = manifest?.round.quorum ?? 0;
      const ready = presence?.ready ?? 0;
      return {
        title: 'Waiting for more participants',
        reason:
          ready === 0
            ? `A round needs ${quorum}.`
            : `A round needs ${quorum}; ${ready === 1 ? 'only you are' : `${ready} are`} ready.`,
      };
    }
    case 'next-round':
      return {
        title: 'Waiting for the next round',
        reason: 'A round is under way without this device; you join the next.',
      };
    case 'paused':
      return {
        title: 'The federation is paused',
        reason: 'No round opens until it goes on. This tab stays connected and takes part by itself then.',
      };
    case 'stopped':
      return {
        title: 'The training has been stopped',
        reason: 'No further round opens. The model stays yours to keep.',
      };
    case 'others': {
      const missing = presence ? presence.participants - presence.contributed : 0;
      const left = presence?.remaining ? presence.time + presence.remaining - now : 0;
      return {
        title: 'Waiting for the others',
        reason:
          `Your numbers are in.${missing > 0 ? ` ${plural(missing, 'participant')} still at work` : ''}` +
          `${missing > 0 && left > 0 ? `, ${formatDuration(left)} at most` : ''}${missing > 0 ? '.' : ''}`,
      };
    }
  }
}

/** What a rollback did, for a person. */
export function describeRollback({ from, to }: { readonly from: number; readonly to: number }): string {
  const rounds = from === to ? `round ${from}` : `rounds ${from} to ${to}`;
  return `The organiser took back ${rounds}: the model is as it was ${from === 1 ? 'before any round' : `after round ${from - 1}`}.`;
}

/** Why the relay did not take a contribution, for a person. */
export function describeRefusal(reason: RefusalReason): string {
  switch (reason) {
    case 'round-not-open':
      return 'The round had closed before your numbers arrived. They were dropped; the next round counts again.';
    case 'not-asked':
      return 'This device had not been asked for that round.';
    case 'wrong-chain':
      return 'The numbers belonged to another state of the model, so the relay did not mix them in.';
    case 'wrong-count':
      return 'The number of numbers did not fit this federation.';
    case 'not-finite':
      return 'A number was not finite: the training step diverged on this device.';
    case 'beyond-clip':
      return 'A number was larger than this federation allows.';
    case 'no-examples':
      return 'The message named no training examples.';
    case 'too-late':
      return 'Your numbers came too late: the round had been closed, and so had those after it that could still take them. They were dropped; the next round counts again.';
    case 'bad-signature':
      return 'Your numbers were not signed as the relay expects of this device. They were dropped; if it goes on, reload the page.';
  }
}
