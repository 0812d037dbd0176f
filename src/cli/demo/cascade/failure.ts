/** Four coins lose their pegs in the same hour, and everything behind the pool is asked in its order. */
import { HOUR_SECONDS, WAD } from '../../../domain/shared/units.ts';
import type { House } from '../house.ts';
import type { Api, Sum } from '../parts/api.ts';
import { type Coin, FAILING, type PoolOfCoins } from './market.ts';

const BROKEN = (60n * WAD) / 100n;
/** Below the strike for so long; four hours confirm it. */
const BROKEN_SECONDS = 6 * HOUR_SECONDS;
/** An hour, and again, until everything is paid. */
const PATIENCE_HOURS = 12;

export interface IncidentData {
  id: string;
  product: { id: string; name: string };
  status: string;
  confirmedAt: string;
  payouts: { eligible: number; paid: number };
  treasuryApproved: Sum;
  allocation: AllocationData | null;
}
export interface AllocationData {
  incidents: { id: string }[];
  loss: Sum;
  layers: { kind: string; pool: { name: string }; balanceBefore: Sum; cap: Sum | null; amount: Sum }[];
  funded: Sum;
  haircut: Sum;
}

/** The coins break, stay so until that is confirmed, and come back. */
export async function failTogether(house: House<Coin>): Promise<void> {
  for (const coin of FAILING) house.setPrice(coin, BROKEN);
  await house.pass(1);
  await house.pass(BROKEN_SECONDS, BROKEN_SECONDS / 2);
  for (const coin of FAILING) house.setPrice(coin, WAD);
}

/** Hours pass until every incident is paid as far as it can be. */
export async function payAll(api: Api, house: House<Coin>): Promise<IncidentData[]> {
  for (let step = 0; step < PATIENCE_HOURS; step += 1) {
    await house.pass(HOUR_SECONDS, HOUR_SECONDS);
    const incidents = await incidentsOf(api);
    if (incidents.length > 0 && incidents.every(({ status }) => status === 'PAID')) return incidents;
  }
  throw new Error('the incidents are not paid after half a day');
}

const INCIDENTS = `{ incidents(orderBy: OLDEST, first: 100) { nodes {
  id product { id name } status confirmedAt payouts { eligible paid } treasuryApproved { amount }
  allocation {
    incidents { id } loss { amount } funded { amount } haircut { amount }
    layers { kind pool { name } balanceBefore { amount } cap { amount } amount { amount } }
  }
} } }`;

/** All incidents, the oldest first. */
export async function incidentsOf(api: Api): Promise<IncidentData[]> {
  return (await api.ask<{ incidents: { nodes: IncidentData[] } }>(null, INCIDENTS)).incidents.nodes;
}

/** The allocations of incidents, each once: those that were lost together share one. */
function allocationsOf(incidents: readonly IncidentData[]): AllocationData[] {
  const seen = new Set<string>();
  return incidents.flatMap(({ id, allocation }) => {
    if (allocation === null || seen.has(id)) return [];
    for (const { id: other } of allocation.incidents) seen.add(other);
    return [allocation];
  });
}

/**
 * The allocation of a pool's loss, with the layers that gave something. What a shared layer held that gave
 * nothing depends on whether another loss of the same step was allocated before.
 */
export function allocationOf(incidents: readonly IncidentData[], { name }: PoolOfCoins): AllocationData {
  const found = allocationsOf(incidents).find(({ layers }) => layers.some(({ pool }) => pool.name === name));
  if (found === undefined) throw new Error(`${name} has lost nothing`);
  return { ...found, layers: found.layers.filter(({ amount }) => amount.amount !== '0') };
}
