/** Five people buy all that both pools may sell: of each product a fifth each, the most for one policy. */
import { DAY_SECONDS } from '../../../domain/shared/units.ts';
import type { Api, Sum } from '../parts/api.ts';
import { units } from '../parts/money.ts';
import type { PersonaName } from '../personas.ts';
import {
  BIG_CAPITAL,
  BUYERS,
  type CascadeMarket,
  type Coin,
  type PoolOfCoins,
  SMALL_CAPITAL,
} from './market.ts';

const TERM_DAYS = 60;

/** A policy of the story. */
export interface Bought {
  who: PersonaName;
  coin: Coin;
  /** The name of its pool. */
  pool: string;
  policyId: string;
  premium: string;
}

/** Everybody buys of everything. A group is half of what its pool has: a fifth of that is one policy. */
export async function sellOut(api: Api, { big, small }: CascadeMarket): Promise<Bought[]> {
  const bought: Bought[] = [];
  for (const who of BUYERS) {
    bought.push(...(await buy(api, who, big, BIG_CAPITAL / 2n / BigInt(BUYERS.length))));
    bought.push(...(await buy(api, who, small, SMALL_CAPITAL / 2n / BigInt(BUYERS.length))));
  }
  return bought;
}

async function buy(api: Api, who: PersonaName, pool: PoolOfCoins, whole: bigint): Promise<Bought[]> {
  const coins = Object.keys(pool.productIds) as Coin[];
  const items = coins.map((coin) => ({
    productId: pool.productIds[coin],
    ...{ coverAmount: units(whole), termSeconds: TERM_DAYS * DAY_SECONDS },
  }));
  type Payload = { policies: { id: string; premium: { paid: Sum } }[] };
  const input = { items, maxPremium: units(50_000n) };
  const selection = 'policies { id premium { paid { amount } } }';
  const { policies } = await api.act<Payload>(who, 'buyPolicies', input, selection);
  return policies.map(({ id: policyId, premium }, index) => ({
    ...{ who, coin: coins[index] as Coin, pool: pool.name, policyId, premium: premium.paid.amount },
  }));
}
