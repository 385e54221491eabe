export { backoff, returnWait } from './backoff.ts';
export { type FederationState, RelayError, type SnapshotOffer, fetchFederation, fetchLog } from './http.ts';
export { Link, type Traffic } from './link.ts';
export type { Connection, ConnectionEvents, Transport } from './transport.ts';
export { type OpenSocket, type SocketLike, WebSocketTransport } from './websocket.ts';
