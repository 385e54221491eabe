import { offerTasks } from './run-task.ts';

offerTasks(() => new Worker(new URL('./peers-worker.ts', import.meta.url), { type: 'module' }));
