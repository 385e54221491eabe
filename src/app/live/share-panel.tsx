import { formatPercent } from '../format.ts';
import { Figure } from '../parts/figure.tsx';
import { slice } from '../session.ts';
import { countOf } from './tally.ts';
import { words } from './words/index.ts';

/** What of the model comes from this device, as far as the log tells: a share of the whole, and nobody's rank. */
export function SharePanel() {
  const { share: t } = words();
  const share = slice('share');
  const rounds = countOf(slice('tally'));
  const { contributions, examples, first, ownContributions, ownExamples } = share;
  // Entries of shared directions name nobody: the rounds that the relay took this device's numbers into are all there is.
  const isShared = examples === null;
  const isNone = isShared ? rounds === 0 : ownContributions === 0;
  return (
    <section class="card" aria-labelledby="share" data-testid="share">
      <h2 id="share">{t.title}</h2>
      {isNone && <p>{t.none}</p>}
      {!isNone && isShared && <p>{t.shared(rounds, contributions)}</p>}
      {!isNone && !isShared && (
        <dl class="figures">
          <Figure
            name={t.ofContributions}
            testid="share-contributions"
            value={formatPercent(ownContributions / contributions)}
            note={t.contributionsNote(ownContributions, contributions)}
          />
          <Figure
            name={t.ofExamples}
            testid="share-examples"
            value={formatPercent(ownExamples / examples)}
            note={t.examplesNote(ownExamples, examples)}
          />
        </dl>
      )}
      {first > 1 && <p class="muted">{t.since(first)}</p>}
      {!isNone && <p class="muted">{t.meaning}</p>}
    </section>
  );
}
