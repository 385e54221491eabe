import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { describeActivity } from '../live/describe.ts';
import { formatPercent } from '../format.ts';
import { finishing, progress } from '../session.ts';
import { words as trouble } from '../trouble/words/index.ts';
import { words } from './words/index.ts';

/** Milliseconds between two announcements at least: progress, not chatter. */
const PAUSE = 15_000;

function summary(): string {
  const { activity, current, entry, problems } = progress.value;
  if (!activity) return '';
  const problem = problems.at(-1);
  if (problem?.fatal) {
    const { message, remedy } = trouble().say(problem);
    return `${message} ${remedy}`;
  }
  const { title } = describeActivity(progress.value, Date.now(), { finishing: finishing.value, intensity: 1 });
  return current && entry ? words().announced(title, formatPercent(current.evaluation.accuracy)) : `${title}.`;
}

/** Tells screen readers what the page does, seldom. */
export function Announcer() {
  const said = useSignal('');
  const last = useRef(0);
  const timer = useRef(0);
  useSignalEffect(() => {
    const text = summary();
    clearTimeout(timer.current);
    if (text === said.peek()) return;
    timer.current = window.setTimeout(
      () => {
        last.current = Date.now();
        said.value = text;
      },
      Math.max(0, last.current + PAUSE - Date.now()),
    );
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}
