import { withTemplate } from './draft.ts';
import { change, draft } from './store.ts';
import type { TemplateName } from './templates.ts';
import { words } from './words/index.ts';

/** Takes a template's prompt and classes. Title and purpose follow the template until somebody writes their own. */
export function startFrom(name: TemplateName): void {
  const t = words();
  const before = draft.peek();
  const suggested = Object.values(t.templates);
  const isOwn = (value: string, of: 'heading' | 'purpose'): boolean =>
    value.trim() !== '' && !suggested.some((one) => one[of] === value);
  const { heading, purpose } = t.templates[name];
  change({
    ...withTemplate(before, name),
    ...(isOwn(before.title, 'heading') ? {} : { title: heading }),
    ...(isOwn(before.purpose, 'purpose') ? {} : { purpose }),
  });
}
