import { Choice, NumberField, TextField } from './fields.tsx';
import { Labels } from './labels.tsx';
import { LandingCard } from './landing-card.tsx';
import { Preview } from './preview.tsx';
import { change, draft } from './store.ts';
import { startFrom } from './start-from.ts';
import { TEMPLATE_NAMES } from './templates.ts';
import { words } from './words/index.ts';

/** What is asked of the model, and in whose name. */
export function TaskStep() {
  const t = words();
  const { maxTokens, organiser, prompt, purpose, template, title } = draft.value;
  return (
    <div class="columns">
      <div class="stack">
        <section class="card">
          <Choice
            legend={t.task.start}
            names={TEMPLATE_NAMES}
            value={template}
            titles={t.templates}
            onChange={startFrom}
          />
        </section>
        <section class="card">
          <TextField
            label={t.task.title}
            hint={t.task.titleHint}
            field="title"
            value={title}
            maxLength={80}
            onInput={(value) => change({ title: value })}
          />
          <TextField
            label={t.task.purpose}
            hint={t.task.purposeHint}
            field="purpose"
            rows={4}
            maxLength={600}
            value={purpose}
            onInput={(value) => change({ purpose: value })}
          />
          <TextField
            label={t.task.organiser}
            hint={t.task.organiserHint}
            field="organiser"
            value={organiser}
            maxLength={80}
            onInput={(value) => change({ organiser: value })}
          />
        </section>
        <section class="card">
          <TextField
            label={t.task.template}
            hint={t.task.templateHint}
            field="task.template"
            rows={3}
            mono
            maxLength={500}
            value={prompt}
            onInput={(value) => change({ prompt: value })}
          />
          <Labels />
          <NumberField
            label={t.task.maxTokens}
            hint={t.task.maxTokensHint}
            field="task.maxTokens"
            value={maxTokens}
            onInput={(value) => change({ maxTokens: value })}
          />
        </section>
      </div>
      <div class="stack">
        <LandingCard />
        <Preview />
      </div>
    </div>
  );
}
