import type { Activity, TrainEvent } from '../src/train/index.ts';
import { plain } from './plain.ts';

/** `[#####-----]`, `width` characters between the brackets. */
export function bar(done: number, total: number, width = 20): string {
  const filled = total > 0 ? Math.round((Math.min(done, total) / total) * width) : 0;
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
}

/** A line that is written over in a terminal, and left out where the output is a file. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (!this.#stream.isTTY) return;
    const width = this.#stream.columns;
    this.#stream.write(`\r\u001B[2K${text.slice(0, width - 1)}`);
  }

  /** Prints a line that stays, above the status. */
  say(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\u001B[2K${text}\n` : `${text}\n`);
  }
}

/** What a volunteer is doing, in words. */
function describeActivity(activity: Activity): string {
  switch (activity.name) {
    case 'loading': {
      return 'loading the model';
    }
    case 'probing': {
      return `measuring ${activity.engine} with this model`;
    }
    case 'evaluating': {
      return 'measuring the base model on held-out examples';
    }
    case 'catching-up': {
      return `catching up: state ${activity.sequence} of ${activity.target}`;
    }
    case 'offline': {
      return `no connection; attempt ${activity.attempt} in ${(activity.retryIn / 1000).toFixed(1)} s`;
    }
    case 'waiting': {
      const reasons = {
        quorum: 'waiting for enough participants to open a round',
        'next-round': 'a round is under way; waiting for the next',
        others: 'sent; waiting for the others',
        paused: 'the federation is paused; waiting until it goes on',
        stopped: 'the federation has been stopped',
      };
      return reasons[activity.reason];
    }
    case 'training': {
      return `training in round ${activity.round}`;
    }
    case 'paused': {
      return 'paused';
    }
    case 'metered': {
      return 'waiting for another network to load the model';
    }
    case 'other-tab': {
      return 'another window of this browser contributes already';
    }
    case 'left': {
      return 'left';
    }
    default: {
      return activity satisfies never;
    }
  }
}

function describeStatus({ state, cause, words }: TrainEvent & { type: 'status' }): string {
  const by = cause === 'guard' ? 'by itself, since the held-out loss rose' : 'by its organiser';
  const said = plain(words);
  return `The federation was ${state} ${by}${said === '' ? '.' : `: "${said}"`}`;
}

/** Turns a volunteer's events into a status line and a few lasting ones. */
export class VolunteerReport {
  readonly #line = new StatusLine(process.stdout);
  #base = '';

  take(event: TrainEvent): void {
    switch (event.type) {
      case 'activity': {
        const { activity } = event;
        // Where lines cannot be written over, one says why nothing happens.
        if (activity.name === 'offline' && activity.attempt === 1)
          this.#line.say(`${describeActivity(activity)}, and so on`);
        else this.#line.show(describeActivity(activity));
        return;
      }
      case 'download': {
        const mebibytes = (event.total / 2 ** 20).toFixed(1);
        this.#line.show(`${bar(event.loaded, event.total)} model, ${mebibytes} MiB`);
        return;
      }
      case 'data': {
        const cut = event.truncated > 0 ? `, ${event.truncated} cut to fit` : '';
        this.#line.say(`${event.training} examples to train on, ${event.heldOut} held out${cut}. They stay here.`);
        return;
      }
      case 'step': {
        const { round, step, steps, loss, seconds } = event;
        this.#line.show(
          `${bar(step, steps)} round ${round}, step ${step} of ${steps}, loss ${loss.toFixed(3)}, ${seconds.toFixed(2)} s`,
        );
        return;
      }
      case 'evaluation': {
        const { accuracy, loss, count } = event.evaluation;
        const figures = `accuracy ${(accuracy * 100).toFixed(1)} %, loss ${loss.toFixed(3)} on ${count} held-out examples`;
        if (event.sequence === 0) this.#base = ` (base: ${(accuracy * 100).toFixed(1)} %)`;
        this.#line.say(
          event.sequence === 0 ? `Base model: ${figures}.` : `After round ${event.sequence}: ${figures}${this.#base}.`,
        );
        return;
      }
      case 'verified': {
        if (!event.equal) this.#line.say(`State ${event.sequence} differs from the relay's; starting over.`);
        return;
      }
      case 'refused': {
        this.#line.say(`The relay did not take the contribution to round ${event.round}: ${event.reason}.`);
        return;
      }
      case 'status': {
        if (event.state !== 'running') this.#line.say(describeStatus(event));
        return;
      }
      case 'problem': {
        this.#line.say(`${event.problem.message} ${event.problem.remedy}`);
        return;
      }
      case 'engine': {
        const { engine, threads, reason } = event;
        this.#line.say(`Engine ${engine}, ${threads} thread${threads === 1 ? '' : 's'}. ${reason}`.trimEnd());
        return;
      }
      case 'manifest': {
        this.#line.say(`Federation "${event.manifest.title}" as participant ${event.participant.slice(0, 8)}.`);
        return;
      }
      case 'entry': {
        const { takenBack } = event;
        if (takenBack) this.#line.say(`The organiser took back rounds ${takenBack.from} to ${takenBack.to}.`);
        return;
      }
      case 'memory':
      case 'presence':
      case 'sent':
      case 'traffic':
      case 'trial': {
        return;
      }
      default: {
        event satisfies never;
      }
    }
  }
}
