export { prepare } from './prepare.mjs';
export { Unprepared } from './command.mjs';
