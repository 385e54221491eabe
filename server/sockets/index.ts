export { type Limits, defaultLimits } from './limits.ts';
export { type Expensive, RequestLimits } from './requests.ts';
export { Sockets } from './sockets.ts';
