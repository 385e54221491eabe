export { leaseLock } from './lease.ts';
export type { WithLock } from './lock.ts';
export { webLock } from './web-lock.ts';
