import { Choices } from './choices.tsx';
import { Install } from './install.tsx';
import { Manners } from '../manners/manners.tsx';
import { Diagnostics } from '../trouble/diagnostics-panel.tsx';
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
          <Install />
          <Manners />
        </div>
        <div class="stack">
          <Storage />
          <Diagnostics />
        </div>
      </div>
    </>
  );
}
