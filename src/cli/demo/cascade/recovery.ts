/** What could not be paid is repaid from what comes in later, pro rata, round by round. */
import { HOUR_SECONDS } from '../../../domain/shared/units.ts';
import type { House } from '../house.ts';
import type { Api } from '../parts/api.ts';
import { contribute, units } from '../parts/money.ts';
import type { Coin, PoolOfCoins } from './market.ts';
import { type Outcome, outcomesOf } from './policies.ts';
import type { Bought } from './sales.ts';

/** Whole units that issuers give back soon; later they give back the rest. */
const SOON = 200_000n;
const STEPS = 2;

export interface Round {
  given: string;
  outcomes: Outcome[];
}

/** The owner pays in what was recovered; the watcher repays by itself. */
export async function repay(
  api: Api,
  house: House<Coin>,
  { fundId }: PoolOfCoins,
  bought: readonly Bought[],
): Promise<Round[]> {
  const round = async (given: string): Promise<Round> => {
    await contribute(api, 'owner', fundId, given, 'RECOVERY');
    for (let step = 0; step < STEPS; step += 1) await house.pass(HOUR_SECONDS, HOUR_SECONDS);
    return { given, outcomes: await outcomesOf(api, bought) };
  };
  const first = await round(units(SOON));
  const owed = first.outcomes.reduce((sum, { remaining }) => sum + BigInt(remaining), 0n);
  return [first, await round(`${owed}`)];
}
