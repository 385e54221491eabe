import { effect } from '@preact/signals';
import { obey } from '../session.ts';
import { watchAway } from './away.ts';
import { watchDataUse } from './data-use.ts';
import { decision, watchManners } from './state.ts';
import { keepAwake } from './wake-lock.ts';

/** The page minds its manners: it watches what is the case, and tells the worker what it may do. @returns stops it */
export function startManners(): () => void {
  const stops = [watchManners(), watchAway(), watchDataUse(), keepAwake(), effect(() => obey(decision.value))];
  return () => stops.forEach((stop) => stop());
}
