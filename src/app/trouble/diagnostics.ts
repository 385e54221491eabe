import { home } from '../federations.ts';
import { installation } from '../offline/install.ts';
import { measures, progress } from '../session.ts';
import { datasets, modelFiles, storageProblem, storageUse, unfinishedFiles } from '../storage.ts';
import { language } from '../words/index.ts';

/**
 * What helps to find a fault, as JSON: figures of this device and of the work. Everything in it is a number, a code of
 * ours, or what the relay publishes to everybody. Never a sentence of an error, since libraries quote what they choke
 * on; nor a text, a label, a file's or a data set's name, a key, a pseudonym, a token, or the page's address.
 */
export function diagnostics(): string {
  const state = progress.peek();
  const { activity, data, entry, memory, manifest, trials, verified } = state;
  const federation = home.peek();
  const use = storageUse.peek();
  return JSON.stringify(
    {
      time: new Date().toISOString(),
      page: {
        language: language.peek(),
        secure: isSecureContext,
        isolated: crossOriginIsolated,
        online: navigator.onLine,
        hidden: document.hidden,
        installation: installation(),
        serviceWorker: 'serviceWorker' in navigator,
        relay: federation.status,
      },
      device: {
        browser: navigator.userAgent,
        cores: navigator.hardwareConcurrency,
        screen: `${innerWidth} x ${innerHeight}, ${devicePixelRatio}`,
        webgpu: 'gpu' in navigator,
      },
      federation: manifest && {
        method: manifest.method.name,
        architectureBytes: manifest.model.files.reduce((sum, { bytes }) => sum + bytes, 0),
        classes: manifest.task.labels.length,
        maxTokens: manifest.task.maxTokens,
        precision: manifest.precision ?? 32,
        trainable: manifest.trainable?.set ?? 'all',
      },
      storage: use && {
        usage: use.usage,
        quota: use.quota,
        persisted: use.persisted,
        datasets: datasets.peek().length,
        files: modelFiles.peek()?.length ?? 0,
        unfinished: unfinishedFiles.peek().map(({ present, bytes }) => [present, bytes]),
      },
      activity: activity && {
        name: activity.name,
        ...('reason' in activity && { reason: activity.reason }),
        ...('reasons' in activity && { reasons: activity.reasons.map(({ name }) => name) }),
      },
      entry: entry && { sequence: entry.sequence, fingerprint: entry.fingerprint },
      verified: verified && { sequence: verified.sequence, equal: verified.equal },
      steps: state.steps,
      secondsPerStep: state.stepSeconds,
      forwardSecondsPerStep: state.forwardSeconds,
      drift: measures.pace.figures().drift,
      engine: state.engine && { name: state.engine.engine, threads: state.engine.threads },
      trials: trials.map(({ engine, passesPerSecond }) => ({ engine, passesPerSecond })),
      memory: memory && { weights: memory.weights, scratch: memory.scratch, peak: memory.peak },
      traffic: { up: state.traffic.up, down: state.traffic.down, files: state.traffic.files },
      examples: data && { training: data.training, heldOut: data.heldOut, truncated: data.truncated },
      refused: state.refused && { round: state.refused.round, reason: state.refused.reason },
      problems: [...state.problems, ...(storageProblem.peek() ? [storageProblem.peek()] : [])].map(codeOf),
    },
    null,
    2,
  );
}

/** The error's class where nobody has thought of it: the least that helps. */
function codeOf(problem: (typeof progress.value.problems)[number] | null): string {
  if (problem?.code === 'unexpected') return `${problem.code}: ${problem.details.error}`;
  return problem?.code ?? '';
}
