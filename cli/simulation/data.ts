import type { Task } from '../../src/tasks/index.ts';
import { type Dataset, openDataset } from '../datasets/index.ts';
import { UsageError } from '../options.ts';
import type { StatusLine } from '../progress.ts';

/** The task whose examples come with the project: the sample sets of short reviews. */
const SAMPLED = 'sentiment';

/** @param source as `--data` names it; left out, the sample sets where they are the task's */
export async function openData(source: string | undefined, task: Task, line: StatusLine): Promise<Dataset> {
  if (source === undefined && task.name !== SAMPLED) {
    throw new UsageError(
      `--data is missing: the examples of ${task.title} do not come with the project. Name a folder with train and ` +
        'validation files, or hub:OWNER/NAME/PATH.',
    );
  }
  const data = await openDataset(source ?? 'sample:all', task, {
    onProgress: (file, bytes) => line.show(`${file}: ${bytes} bytes`),
  });
  line.show('');
  for (const note of data.notes) line.say(note);
  return data;
}
