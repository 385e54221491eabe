import { offerTasks } from './run-task.ts';

offerTasks(() => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
