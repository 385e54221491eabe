import { progress } from '../session.ts';

/** What helps to find a fault, as JSON: the device and the figures, never data, a sentence or a scalar. */
export function diagnostics(): string {
  const {
    activity,
    entry,
    verified,
    steps,
    stepSeconds,
    forwardSeconds,
    engine,
    trials,
    memory,
    traffic,
    data,
    problems,
    manifest,
  } = progress.peek();
  return JSON.stringify(
    {
      time: new Date().toISOString(),
      browser: navigator.userAgent,
      cores: navigator.hardwareConcurrency,
      screen: `${innerWidth} x ${innerHeight}, ${devicePixelRatio}`,
      secureContext: isSecureContext,
      crossOriginIsolated,
      online: navigator.onLine,
      federation: manifest?.id ?? null,
      activity,
      entry: entry && { sequence: entry.sequence, fingerprint: entry.fingerprint },
      verified: verified && { sequence: verified.sequence, equal: verified.equal },
      steps,
      secondsPerStep: stepSeconds,
      forwardSecondsPerStep: forwardSeconds,
      engine: engine && { name: engine.engine, threads: engine.threads, reason: engine.reason },
      trials,
      memory: memory && { weights: memory.weights, scratch: memory.scratch, peak: memory.peak },
      traffic: { up: traffic.up, down: traffic.down, files: traffic.files },
      examples: data && { training: data.training, heldOut: data.heldOut, truncated: data.truncated },
      problems: problems.map(({ code, message }) => `${code}: ${message}`),
    },
    null,
    2,
  );
}
