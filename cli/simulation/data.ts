import type { Task } from '../../src/tasks/index.ts';
import { type Dataset, openDataset } from '../datasets/index.ts';
import { UsageError } from '../options.ts';
import type { StatusLine } from '../progress.ts';
import type { Given } from './flags.ts';

/** The task whose examples come with the project: the sample sets of short reviews. */
const SAMPLED = 'sentiment';

/** The examples that `--data` and `--label-column` name; without `--data`, the sample sets where they are the task's. */
export async function openData(
  { data: source, 'label-column': labelColumn }: Given,
  task: Task,
  line: StatusLine,
): Promise<Dataset> {
  if (source === undefined && task.name !== SAMPLED) {
    throw new UsageError(
      `--data is missing: the examples of "${task.title}" do not come with the project. Name a folder with train and ` +
        'validation files, or hub:OWNER/NAME/PATH.',
    );
  }
  const data = await openDataset(source ?? 'sample:all', task, {
    ...(labelColumn !== undefined && { labelColumn }),
    onProgress: (file, bytes) => line.show(`${file}: ${bytes} bytes`),
  });
  line.show('');
  for (const note of data.notes) line.say(note);
  return data;
}
