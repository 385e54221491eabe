interface StandingProps {
  /** Whose model and log can be had from the relay; left out where there are buttons for it. */
  readonly federation?: string;
  readonly status: {
    readonly state: 'running' | 'paused' | 'stopped' | 'archived';
    readonly cause: 'none' | 'organiser' | 'guard';
    readonly words: string;
  };
}

const MEANINGS = {
  paused: 'No round opens until the organiser lets it go on. Devices that stay connected take part by themselves then.',
  stopped: 'No further round opens. The model and its log stay here for everybody to keep.',
  archived: 'It is over and takes nobody in any more. The model and its log stay here for everybody to keep.',
} as const;

/** That a federation's rounds do not open, by whom, and the organiser's words: text of a stranger, shown as text. */
export function Standing({ status: { state, cause, words }, federation }: StandingProps) {
  if (state === 'running') return null;
  return (
    <div class="problem standing" role="status" data-testid="standing">
      <p>
        <strong>
          {cause === 'guard'
            ? `This federation ${state} itself: on the participants' held-out texts the model had become worse.`
            : `The organiser has ${state} this federation.`}
        </strong>
      </p>
      {words.trim() !== '' && <blockquote dir="auto">{words}</blockquote>}
      <p>{MEANINGS[state]}</p>
      {federation && state !== 'paused' && (
        <p>
          <a href={`/federations/${federation}/export/model`}>Download the model</a> or{' '}
          <a href={`/federations/${federation}/export/log`}>the log</a>.
        </p>
      )}
    </div>
  );
}
