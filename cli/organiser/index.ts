export { organise } from './organise.ts';
