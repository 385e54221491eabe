export {
  type Cluster,
  FencedError,
  LEASE_LASTS,
  type Lease,
  type Letter,
  NODE_GIVEN_UP,
  NODE_LASTS,
} from './cluster.ts';
export { Member, type MemberSetup } from './member.ts';
export { MemoryCluster, MemoryDatabase, UnreachableError } from './memory.ts';
export { PostgresCluster } from './postgres.ts';
