import type { Answer, Question } from './answer.ts';

export type Tasks = Readonly<Record<string, (cell: unknown) => Promise<unknown>>>;

/** The worker's side: runs the task that the page names. */
export function serve(tasks: Tasks): void {
  globalThis.addEventListener('message', async ({ data: { name, cell } }: MessageEvent<Question>) => {
    let answer: Answer;
    try {
      const task = tasks[name];
      if (!task) throw new Error(`There is no task ${name}.`);
      answer = { result: JSON.stringify(await task(JSON.parse(cell))) };
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    globalThis.postMessage(answer);
  });
}
