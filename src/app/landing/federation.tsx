import { scalarsPerStep } from '../../protocol/index.ts';
import { type Cost, costOf } from './cost.ts';
import { type Download, download } from './download.ts';
import { type Federation, home, wanted } from '../federations.ts';
import { formatBytes, formatCount, plural } from '../format.ts';
import { invitation, pinOf } from './invitation.ts';
import { type Memory, memory } from './memory.ts';
import { METHOD_NAMES } from './method-names.ts';
import { Figure } from '../parts/figure.tsx';
import { Hero } from './hero.tsx';
import { Share } from './share.tsx';
import { Invited, OtherTerms } from './invited.tsx';
import { Standing } from './standing.tsx';
import { addressOf, isLinkBroken } from '../route.ts';
import { joined } from '../session.ts';

/** The first screen: what this is, what it costs, what leaves the device; then Join. */
export function FederationScreen() {
  const state = home.value;
  switch (state.status) {
    case 'loading':
      return (
        <p class="notice" aria-busy="true">
          Asking the relay which federations it has …
        </p>
      );
    case 'failed':
      return (
        <div class="problem fatal" role="alert">
          <p>
            <strong>There is nothing to join yet.</strong>
          </p>
          <p>{state.message}</p>
        </div>
      );
    case 'ready':
      return <Landing federation={state.federation} others={state.others} />;
    default:
      return state satisfies never;
  }
}

function Landing({ federation, others }: { federation: Federation; others: readonly { id: string; title: string }[] }) {
  const { manifest, status } = federation;
  const cost = costOf(manifest);
  const { pin } = invitation.value;
  const isOther = !pinOf(manifest).startsWith(pin);
  const isOver = status?.state === 'archived';
  return (
    <div class="landing">
      <section class="hero">
        <div class="hero-text">
          <p class="eyebrow">{whoIsHere(federation)}</p>
          <h1>{manifest.title}</h1>
          <p class="lead">{manifest.purpose}</p>
          <p>This tab learns from texts on your device, together with others. The texts stay; a few numbers leave.</p>
          <dl class="figures facts">
            <Figure name="Download" {...describeDownload(download.value, cost)} />
            <Figure name="Memory" {...describeMemory(memory.value)} />
            <Figure
              name="Work"
              value={`${plural(cost.steps, 'step')} a round`}
              note="It computes until you pause, leave or close the tab: better plugged in."
            />
            <Figure
              name="Leaves this device"
              value={`${formatCount(cost.scalars)} numbers a round`}
              note={`${formatBytes(cost.scalarBytes)}, no text. You see every one of them.`}
            />
          </dl>
          <MemoryWarning />
          {isLinkBroken.value && <BrokenLink />}
          {status && <Standing status={status} federation={manifest.id} />}
          {isOther ? <OtherTerms pin={pin} manifest={manifest} /> : <Invited manifest={manifest} />}
          {!isOther && !isOver && (
            <p class="actions">
              <a class="button primary" href={addressOf(joined.value ? 'live' : 'data')}>
                {joined.value ? 'Back to the live view' : 'Join'}
              </a>
              <span class="muted">Next you choose the data.</span>
            </p>
          )}
        </div>
        <Hero />
      </section>
      <div class="columns">
        <Leaves cost={cost} federation={federation} />
        <div class="stack">
          <ModelCard federation={federation} />
          {!isOther && !isOver && (
            <section class="card">
              <h2>More participants</h2>
              <Share manifest={manifest} />
            </section>
          )}
          {others.length > 0 && <Others others={others} />}
        </div>
      </div>
    </div>
  );
}

function BrokenLink() {
  return (
    <div class="problem" role="note">
      <p>
        <strong>The link that brought you here is not whole.</strong>
      </p>
      <p>Copy it again, to its last letter. Without it you see what this relay shows to everybody.</p>
    </div>
  );
}

function whoIsHere({ connected, ready, sequence }: Federation): string {
  const rounds = sequence === 0 ? 'no round done yet' : `${plural(sequence, 'round')} done`;
  if (connected === 0) return `Nobody else is here right now · ${rounds}`;
  return `${connected} here now, ${ready} training · ${rounds}`;
}

function describeDownload(known: Download | null, { modelBytes }: Cost): { value: string; note: string } {
  if (!known) return { value: formatBytes(modelBytes), note: 'The model. Looking up what is on this device already …' };
  const { model, present } = known;
  if (model === 0) return { value: 'Nothing', note: `All ${formatBytes(present)} are on this device already.` };
  const here = present > 0 ? `; ${formatBytes(present)} of it are here already` : '';
  return {
    value: formatBytes(model),
    note: `Once: the model${here}. Samples add 0.1 MB at most.`,
  };
}

function describeMemory(known: Memory | null): { value: string; note: string } {
  if (!known) return { value: '–', note: "Looking up the model's size …" };
  const { peak, weights } = known;
  return { value: formatBytes(peak), note: `While it trains, ${formatBytes(weights)} of it the model itself.` };
}

function MemoryWarning() {
  const problem = memory.value?.problem;
  if (!problem) return null;
  return (
    <div class="problem" role="note">
      <p>
        <strong>This model may not fit this device: it {problem}.</strong>
      </p>
      <p>Close other tabs and apps first, or join with a device that has more memory.</p>
    </div>
  );
}

function Leaves({ cost, federation }: { cost: Cost; federation: Federation }) {
  const { guard, method } = federation.manifest;
  return (
    <section class="card" aria-labelledby="leaves">
      <h2 id="leaves">What leaves your device</h2>
      <p>
        Each round, {formatCount(cost.scalars)} numbers: how much the model's error on your texts changes when its
        weights are nudged in random directions. With them go the number of your training texts, and a name for this
        device and a signature, both made with a key of its own. No text, no word of it, no label.
      </p>
      {guard && (
        <p>
          Now and then it also tells the relay the model's error on your held-out texts, and how many they are: the
          training stops by itself when that rises for everybody.
        </p>
      )}
      <p>
        These numbers are computed from your texts, and nobody has proved that they reveal nothing about them. Treat
        them as you would a summary: little, but not nothing.{' '}
        {method.directions === 'shared' ? (
          <>The relay can read yours; everybody else sees the mean over a round’s participants, which is what</>
        ) : (
          <>Everybody who can reach this relay can read them, since the list of all numbers</>
        )}{' '}
        <em>is</em> the finetuned model.
      </p>
      <details>
        <summary>The details, for those who want to check</summary>
        <ul>
          <li>
            Method: {METHOD_NAMES[method.name]}, a zero-order method. Every step measures the loss with weights moved by{' '}
            {method.epsilon} along directions drawn from a seed; the differences are the numbers sent (
            {plural(method.localSteps, 'step')} × {scalarsPerStep(method)}), each clipped to ±{formatCount(method.clip)}
            .
          </li>
          <li>The directions come from the log itself, so the relay cannot choose one to probe your data with.</li>
          <li>
            There is no differential privacy here, no added noise and no secure aggregation: single contributions are
            visible to the relay{method.directions === 'shared' ? '' : ', and to everybody who can reach it'}.
          </li>
          <li>The relay also sees what every web server sees: your network address and when you are connected.</li>
          <li>
            The browser enforces that this page talks to this relay alone (content security policy), and the live view
            lists every message with every number in it.
          </li>
          <li>
            Everything is checked: the model's files by hash, and your copy against the relay's bit by bit after each
            round.
          </li>
        </ul>
      </details>
      <h3>What stays</h3>
      <p>
        Your texts, in this browser's storage, until you delete them. One text in five is held out and never trained on:
        it shows you what the training brings.
      </p>
    </section>
  );
}

function ModelCard({ federation: { manifest } }: { federation: Federation }) {
  const { method, model, task, round } = manifest;
  return (
    <section class="card">
      <h2>Model and task</h2>
      <dl class="pairs">
        <dt>Model</dt>
        <dd>{model.name}</dd>
        <dt>Licence</dt>
        <dd>{model.licence}</dd>
        <dt>Classes</dt>
        <dd>{task.labels.map(({ name, word }) => `${name} (“${word.trim()}”)`).join(', ')}</dd>
        <dt>Question asked</dt>
        <dd>
          <code>{task.template}</code>
        </dd>
        <dt>A step</dt>
        <dd>
          {plural(method.batch, 'text')} through the model, up to {costOf(manifest).passes} times
        </dd>
        <dt>A round needs</dt>
        <dd>
          {plural(round.quorum, 'participant')}, and ends after {round.deadline} s at most once they are in
        </dd>
      </dl>
    </section>
  );
}

function Others({ others }: { others: readonly { id: string; title: string }[] }) {
  return (
    <section class="card">
      <h2>Other federations here</h2>
      <ul class="plain">
        {others.map(({ id, title }) => (
          <li key={id}>
            <button type="button" class="quiet" onClick={() => (wanted.value = id)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
