import { type ProxyMethods, releaseProxy } from 'comlink';

/** Does a job with a function of another thread's, and lets go of it afterwards: its port would stay open at both ends. */
export async function releasing<Lent extends ProxyMethods, T>(lent: Lent, job: (lent: Lent) => Promise<T>): Promise<T> {
  try {
    return await job(lent);
  } finally {
    lent[releaseProxy]();
  }
}
