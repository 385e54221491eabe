import { type Installation, install, installation } from '../offline/install.ts';
import { type Shell, shell } from '../offline/shell.ts';
import { words } from './words/index.ts';

/** The page on the home screen, and without its relay. */
export function Install() {
  const t = words();
  const way: Installation = installation();
  const state: Shell['state'] = shell.value.state;
  return (
    <section class="card" aria-labelledby="install">
      <h2 id="install">{t.install}</h2>
      <p>{t.installWays[way]}</p>
      {way === 'offered' && (
        <button type="button" onClick={() => void install()}>
          {t.installNow}
        </button>
      )}
      <p class="muted" data-testid="shell">
        {t.shell[state]}
      </p>
    </section>
  );
}
