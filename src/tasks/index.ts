export { TASKS, findTask, taskOf } from './catalogue.ts';
export { checkTask } from './check.ts';
export { chooseColumns, fieldsOf, mapLabels } from './choose.ts';
export { type Labelled, majority } from './classes.ts';
export { type Shots, kShot } from './k-shot.ts';
export { type OwnLabel, type OwnTask, ownTask } from './own-task.ts';
export { type Source, splitBySource, splitDirichlet, splitEvenly } from './split.ts';
export { type Label, type Task, TaskError, manifestTask } from './task.ts';
