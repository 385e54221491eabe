import { addressOf } from '../route.ts';

/** What a person should know before numbers leave: that these are not private by themselves. */
export function NotPrivate() {
  return (
    <p class="muted" data-testid="not-private">
      What is sent are numbers computed from your texts. They are not private by themselves: somebody who works at it
      can learn something about your texts from them.{' '}
      <a href={addressOf('federation')} onClick={showLeaves}>
        What is sent, exactly
      </a>
    </p>
  );
}

/** The section lies far down on the first screen, which is drawn first. */
function showLeaves(): void {
  setTimeout(() => document.querySelector('#leaves')?.scrollIntoView(), 100);
}
