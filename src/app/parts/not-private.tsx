import { addressOf } from '../route.ts';
import { words } from './words/index.ts';

/** What a person should know before numbers leave: that these are not private by themselves. */
export function NotPrivate() {
  const t = words();
  return (
    <p class="muted" data-testid="not-private">
      {t.notPrivate}{' '}
      <a href={addressOf('federation')} onClick={showLeaves}>
        {t.whatIsSent}
      </a>
    </p>
  );
}

/** The section lies far down on the first screen, which is drawn first. */
function showLeaves(): void {
  setTimeout(() => document.querySelector('#leaves')?.scrollIntoView(), 100);
}
