/** What a person can do with a card. */
export interface LabelKeys {
  /** @param label by its place in the data set's labels */
  choose(label: number): void;
  skip(): void;
  previous(): void;
  undo(): void;
  remove(): void;
}

/** Whether keys are somebody's writing, or another part's. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
}

/** Listens for keys anywhere on the page. @returns the way to stop */
export function onLabelKeys(actions: () => LabelKeys): () => void {
  const stop = new AbortController();
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.altKey || event.repeat || isTyping(event.target)) return;
      const action = actionOf(event, actions());
      if (!action) return;
      event.preventDefault();
      action();
    },
    { signal: stop.signal },
  );
  return () => stop.abort();
}

function actionOf(event: KeyboardEvent, actions: LabelKeys): (() => void) | null {
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === 'z' ? actions.undo : null;
  if (/^[1-9]$/.test(event.key)) return () => actions.choose(Number(event.key) - 1);
  switch (event.key) {
    case 'ArrowRight':
      return actions.skip;
    case 'ArrowLeft':
      return actions.previous;
    case 'Backspace':
      return actions.undo;
    case 'Delete':
      return actions.remove;
    default:
      return null;
  }
}
