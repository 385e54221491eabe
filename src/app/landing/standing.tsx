import { words } from './words/index.ts';

interface StandingProps {
  /** Whose model and log can be had from the relay; left out where there are buttons for it. */
  readonly federation?: string;
  readonly status: {
    readonly state: 'running' | 'paused' | 'stopped' | 'archived';
    readonly cause: 'none' | 'organiser' | 'guard';
    readonly words: string;
  };
}

/** That a federation's rounds do not open, by whom, and the organiser's words: text of a stranger, shown as text. */
export function Standing({ status: { state, cause, words: said }, federation }: StandingProps) {
  const t = words();
  if (state === 'running') return null;
  return (
    <div class="problem standing" role="status" data-testid="standing">
      <p>
        <strong>{cause === 'guard' ? t.guarded[state] : t.organised[state]}</strong>
      </p>
      {said.trim() !== '' && <blockquote dir="auto">{said}</blockquote>}
      <p>{t.meanings[state]}</p>
      {federation && state !== 'paused' && (
        <ul class="links">
          <li>
            <a href={`#/result/${federation}`}>{t.seeResult}</a>
          </li>
          <li>
            <a href={`/federations/${federation}/export/model`}>{t.downloadModel}</a>
          </li>
          <li>
            <a href={`/federations/${federation}/export/log`}>{t.downloadLog}</a>
          </li>
        </ul>
      )}
    </div>
  );
}
