/** Governors let the treasury pay before the loss is allocated: that is too urgent to wait for a timelock. */
import type { Api } from '../parts/api.ts';
import { execute, proposeTogether } from '../parts/governors.ts';
import { units } from '../parts/money.ts';
import { incidentsOf } from './failure.ts';
import type { PoolOfCoins } from './market.ts';

/** Whole units: more than the treasury may give for one loss event. */
const RELEASED = 100_000n;

/** Releases the treasury for an incident of a pool. How much at most, in the smallest unit. */
export async function releaseTreasury(api: Api, { productIds }: PoolOfCoins): Promise<string> {
  const own = new Set(Object.values(productIds));
  const incident = (await incidentsOf(api)).find(({ product }) => own.has(product.id));
  if (incident === undefined) throw new Error('no incident of the pool is open yet');
  const release = { releaseTreasury: { incidentId: incident.id, amount: units(RELEASED) } };
  await execute(api, await proposeTogether(api, 'Four coins fail at once', [release]));
  return units(RELEASED);
}
