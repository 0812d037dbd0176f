/** A watcher that dies: after a number of writes everything that it tries to write fails. */
import type { WatcherOptions } from '../../src/watcher/watcher.ts';
import type { Marketplace } from '../support/marketplace.ts';

export class Death extends Error {}

const WRITES: readonly PropertyKey[] = ['insertMany', 'replaceOne'];

/** The database and the market of a process that dies once it has written `writes` times. */
export function mortal(
  { database, market }: Marketplace,
  writes: number,
): Pick<WatcherOptions, 'database' | 'market'> {
  let left = writes;
  const spend = (): void => {
    if (left === 0) throw new Death('it is dead');
    left -= 1;
  };
  return {
    database: {
      ...database,
      collection: (name) =>
        new Proxy(database.collection(name), {
          get(target, property) {
            const member: unknown = Reflect.get(target, property);
            if (typeof member !== 'function') return member;
            return (...given: unknown[]) => {
              if (WRITES.includes(property)) spend();
              return member.apply(target, given);
            };
          },
        }),
    },
    market: {
      standing: market.standing,
      async submit(submission) {
        spend();
        return market.submit(submission);
      },
    },
  };
}
