import { Choices } from './choices.tsx';
import { Storage } from './storage.tsx';
import { words } from './words/index.ts';

/** How the page looks and speaks, when this device computes, and what it keeps. */
export function SettingsScreen() {
  const t = words();
  return (
    <>
      <div class="screen-head">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </div>
      <div class="columns">
        <div class="stack">
          <Choices />
        </div>
        <div class="stack">
          <Storage />
        </div>
      </div>
    </>
  );
}
