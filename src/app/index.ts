export { App } from './app.tsx';
export { restoreChoices } from './choices.ts';
