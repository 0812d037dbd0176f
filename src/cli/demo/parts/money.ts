/** Money of a story: whole units, opening balances, and reserves with what they hold. */
import { accountIdOf } from '../../../market/account/registerAccount.ts';
import { type PersonaName, personaAddress } from '../personas.ts';
import type { Api, Sum } from './api.ts';

const UNIT = 1_000_000n;

/** Whole units of an asset with six decimals, as the API takes an amount. */
export const units = (whole: bigint): string => `${whole * UNIT}`;

/** What people begin with, in whole units, booked by the cashier. */
export async function creditPeople(
  api: Api,
  assetId: string,
  openings: readonly (readonly [PersonaName, bigint])[],
): Promise<void> {
  for (const [name, whole] of openings) {
    const accountId = accountIdOf(personaAddress(name));
    const input = { accountId, assetId, amount: units(whole), reference: 'opening balance of the demo' };
    await api.act('cashier', 'creditAccount', input, 'account { id }');
  }
}

/** What a contribution is made of. */
type Contribution = 'TRADING_FEE' | 'RECOVERY';

/** Somebody gives an amount to a fund. */
export async function contribute(
  api: Api,
  who: PersonaName,
  reserveId: string,
  amount: string,
  kind: Contribution = 'TRADING_FEE',
): Promise<void> {
  const input = { reserveId, amount, kind };
  await api.act(who, 'contributeToReserve', input, 'amount { amount }');
}

/** Opens the backstop vault of an asset, and stakes whole units in it. */
export async function stake(api: Api, assetId: string, whole: bigint): Promise<void> {
  const input = { payoutAssetId: assetId, assetId };
  type Opened = { reserve: { id: string } };
  const { reserve: vault } = await api.act<Opened>('owner', 'createVault', input, 'reserve { id }');
  const deposit = { into: vault.id, amount: units(whole) };
  await api.act('staker', 'depositCapital', deposit, 'position { id }');
}

export interface ReserveRow {
  id: string;
  kind: string;
  pool: { id: string } | null;
  balance: Sum;
}

const RESERVES = `query ($assetId: ID!) {
  reserves(filter: { assetId: $assetId }, orderBy: OLDEST, first: 100) {
    nodes { id kind pool { id } balance { amount } }
  }
}`;

/** All reserves of an asset, with what they hold now. */
export async function reservesOf(api: Api, assetId: string): Promise<ReserveRow[]> {
  type Data = { reserves: { nodes: ReserveRow[] } };
  return (await api.ask<Data>(null, RESERVES, { assetId })).reserves.nodes;
}

/** The reserve of a kind, of a pool where there is one for each. */
export function reserveIdIn(rows: readonly ReserveRow[], kind: string, poolId?: string): string {
  const found = rows.find((row) => row.kind === kind && (poolId === undefined || row.pool?.id === poolId));
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found.id;
}
