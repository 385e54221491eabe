/** The wizard's steps, as the address names them: #/create/task, ... */
export const STEPS = ['task', 'model', 'method', 'rounds', 'privacy', 'dry-run', 'open'] as const;
export type Step = (typeof STEPS)[number];

const FIELDS: readonly (readonly [field: RegExp, step: Step])[] = [
  [/^method\.clip$/, 'privacy'],
  [/^id$/, 'open'],
  [/^(title|purpose|organiser|task)\b/, 'task'],
  [/^model\b/, 'model'],
  [/^(method|trainable|precision)\b/, 'method'],
  [/^round\.snapshotEvery$/, 'method'],
  [/^(round|weighting|access)\b/, 'rounds'],
];

/** The step that a field of the manifest is filled in at. */
export function stepOf(field: string): Step {
  return FIELDS.find(([pattern]) => pattern.test(field))?.[1] ?? 'privacy';
}

/** The step that an address names; the first one where it names none. */
export function stepFrom(place: string): Step {
  const [name] = place.split('/');
  return STEPS.find((step) => step === name) ?? 'task';
}
