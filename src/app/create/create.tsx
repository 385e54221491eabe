import { useEffect, useRef } from 'preact/hooks';
import { addressOf, place } from '../route.ts';
import { DryRunStep } from './dry-run.tsx';
import { MethodStep } from './method.tsx';
import { ModelStep } from './model.tsx';
import { OpenStep } from './open.tsx';
import { PrivacyStep } from './privacy.tsx';
import { RoundsStep } from './rounds.tsx';
import { STEPS, type Step, stepFrom, stepOf } from './steps.ts';
import { startFrom } from './start-from.ts';
import { discard, openDraft, opened, state, tried } from './store.ts';
import { TaskStep } from './task.tsx';
import { wordsHaveCome } from '../words/index.ts';
import { watchKit } from './kit.ts';
import { loadModels } from './models.ts';
import { opened as openedFederation } from './opening.ts';
import { words } from './words/index.ts';
import './create.css';

const SCREENS = {
  task: TaskStep,
  model: ModelStep,
  method: MethodStep,
  rounds: RoundsStep,
  privacy: PrivacyStep,
  'dry-run': DryRunStep,
  open: OpenStep,
} as const satisfies Record<Step, () => unknown>;

/** A federation without code: seven short steps, kept across reloads. */
export function CreateScreen() {
  const t = words();
  const step = stepFrom(place.value);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    const stop = watchKit();
    void wordsHaveCome()
      .then(() => openDraft(() => startFrom('sentiment')))
      .then(loadModels);
    return stop;
  }, []);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    scrollTo(0, 0);
    heading.current?.focus();
  }, [step]);
  if (!opened.value) return <p class="notice" aria-busy="true" />;
  const Shown = SCREENS[step];
  const number = STEPS.indexOf(step) + 1;
  return (
    <div class="create">
      <header class="screen-head">
        <p class="eyebrow">{t.stepOf(number, STEPS.length)}</p>
        <h1 ref={heading} tabIndex={-1}>
          {t.steps[step].title}
        </h1>
        <p class="muted">{t.steps[step].lead}</p>
        <Steps current={step} />
      </header>
      <Shown />
      {!(step === 'open' && openedFederation.value) && <Moves step={step} />}
    </div>
  );
}

function Steps({ current }: { current: Step }) {
  const t = words();
  return (
    <nav class="steps" aria-label={t.stepsLabel}>
      <ol>
        {STEPS.map((step, i) => {
          const faulty = tried.value.has(step) && faultsAt(step);
          return (
            <li key={step}>
              <a
                href={`${addressOf('create')}/${step}`}
                class={faulty ? 'faulty' : ''}
                aria-current={step === current ? 'step' : undefined}
              >
                <span aria-hidden="true" class="number">
                  {i + 1}
                </span>
                <span class="name">{t.steps[step].name}</span>
                {faulty && <span class="unseen">{t.incomplete}</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Whether something at a step keeps the federation from being made. Reads signals. */
function faultsAt(step: Step): boolean {
  return [...state.value.faults.keys()].some((field) => stepOf(field) === step);
}

/** An empty draft on the model that the relay has. */
function anew(): void {
  discard();
  startFrom('sentiment');
  void loadModels();
}

function Moves({ step }: { step: Step }) {
  const t = words();
  const at = STEPS.indexOf(step);
  const [before, next] = [STEPS[at - 1], STEPS[at + 1]];
  const forward = (): void => {
    tried.value = new Set([...tried.peek(), step]);
    if (next && !faultsAt(step)) location.hash = `${addressOf('create')}/${next}`;
    else queueMicrotask(() => document.querySelector<HTMLElement>('.create [aria-invalid="true"]')?.focus());
  };
  return (
    <div class="start moves">
      {before ? (
        <a class="button" href={`${addressOf('create')}/${before}`}>
          {t.back}
        </a>
      ) : (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            if (confirm(t.discardAsk)) anew();
          }}
        >
          {t.discard}
        </button>
      )}
      {next && (
        <button type="button" class="primary" onClick={forward}>
          {t.next(t.steps[next].name)}
        </button>
      )}
      {tried.value.has(step) && faultsAt(step) && (
        <p class="fault" role="status">
          {t.mend}
        </p>
      )}
    </div>
  );
}
