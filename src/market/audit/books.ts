/**
 * What an audit keeps in memory beside the rows that pass:
 * pools, incidents and sums by pool, never by policy.
 */
import { type EarningState, newEarning } from '../../domain/policy/earning.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import type { VaultDocument } from '../../store/documents/vaults.ts';
import { loadByIds } from '../../store/load.ts';
import { balanceId, capitalOf, claimsOf, incomeOf, runOffOf, unearnedOf } from '../ledger/accounts.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Findings } from './findings.ts';

/** What documents of people say about one pool, summed. */
export interface PoolSums {
  shares: Amount;
  queuedShares: Amount;
  queuedValue: Amount;
  /** What positions were paid beside their exits: by run-off. */
  paidOut: Amount;
  /** Remaining cover of open policies by product. */
  cover: Map<string, Amount>;
}

/** Whoever earns over time; of premium with what policies say of it, summed. */
export interface EarnerBook {
  collection: 'pools' | 'commissions' | 'vaults' | 'reserves';
  earning: EarningState;
  unearned: Amount;
  /** Premium that has not been earned, scaled as segments are. */
  unearnedScaled: bigint;
  /** The part of it that nobody earns while its policies wait to step out. */
  pausedScaled: bigint;
}

/** What payouts say about one incident, summed. */
export interface PayoutSums {
  count: number;
  due: Amount;
  paid: Amount;
}

export interface PoolBook {
  pool: PoolDocument;
  capital: Amount;
  claims: Amount;
  /** What a round of run-off holds for its positions. */
  runOff: Amount;
  sums: PoolSums;
}

export interface VaultBook {
  vault: VaultDocument;
  reserve: ReserveDocument | null;
  /** Income that has not reached its shares. */
  waiting: Amount;
  sums: PoolSums;
}

export interface IncidentBook {
  incident: IncidentDocument;
  payouts: PayoutSums;
}

export interface SoldBook {
  readonly stated: Amount;
  sum: Amount;
}

export interface Books {
  pools: ReadonlyMap<string, PoolBook>;
  vaults: ReadonlyMap<string, VaultBook>;
  /** Pools, their own funds by what they gave, commissions and vaults. */
  earners: ReadonlyMap<string, EarnerBook>;
  /** By commission: the cover that is said to be sold with it, and that of the policies. */
  sold: ReadonlyMap<string, SoldBook>;
  incidents: ReadonlyMap<string, IncidentBook>;
  /** Incidents of a product, oldest first. */
  byProduct: ReadonlyMap<string, readonly IncidentDocument[]>;
}

/** Reads pools with their balances, and incidents. */
export async function readBooks(view: Database, findings: Findings): Promise<Books> {
  const pools = new Map<string, PoolBook>();
  const earners = new Map<string, EarnerBook>();
  const sold = new Map<string, SoldBook>();
  for await (const row of readRows(view, 'pools', { sort: { _id: 1 } })) {
    findings.look('pools', row, () => undefined);
    if (row.document === null) continue;
    pools.set(row.id, await bookOf(view, row.document));
    earners.set(row.id, await earnerBook(view, 'pools', row.document));
    const income = incomeEarnerOf(row.document);
    earners.set(income._id, await earnerBook(view, 'reserves', income));
  }
  for await (const row of readRows(view, 'commissions', { sort: { _id: 1 } })) {
    findings.look('commissions', row, () => undefined);
    if (row.document === null) continue;
    earners.set(row.id, await earnerBook(view, 'commissions', row.document));
    sold.set(row.id, { stated: row.document.cover, sum: 0n });
  }
  const vaults = new Map<string, VaultBook>();
  for await (const row of readRows(view, 'vaults', { sort: { _id: 1 } })) {
    findings.look('vaults', row, () => undefined);
    if (row.document === null) continue;
    vaults.set(row.id, await vaultBook(view, row.document));
    earners.set(row.id, await earnerBook(view, 'vaults', row.document));
  }
  const incidents = new Map<string, IncidentBook>();
  const byProduct = new Map<string, IncidentDocument[]>();
  for await (const row of readRows(view, 'incidents', { sort: { breachStart: 1, _id: 1 } })) {
    findings.look('incidents', row, (incident) => {
      incidents.set(row.id, { incident, payouts: { count: 0, due: 0n, paid: 0n } });
      byProduct.set(incident.productId, [...(byProduct.get(incident.productId) ?? []), incident]);
    });
  }
  return { pools, vaults, earners, sold, incidents, byProduct };
}

/** What a pool's own fund gave is earned under the fund's id. */
const incomeEarnerOf = ({ _id, assetId, income, earning }: PoolDocument) => ({
  _id: reserveIdOf('POOL_FUND', _id),
  assetId,
  earning: income ?? newEarning(earning.accruedTo),
});

async function earnerBook(
  view: Database,
  collection: EarnerBook['collection'],
  { _id, assetId, earning }: Pick<PoolDocument, '_id' | 'assetId' | 'earning'>,
): Promise<EarnerBook> {
  const [balance] = await loadByIds(view, 'balances', [balanceId(unearnedOf(_id), assetId)]);
  return { collection, earning, unearned: balance?.amount ?? 0n, unearnedScaled: 0n, pausedScaled: 0n };
}

async function bookOf(view: Database, pool: PoolDocument): Promise<PoolBook> {
  const ids = [capitalOf, claimsOf, runOffOf].map((accountOf) =>
    balanceId(accountOf(pool._id), pool.assetId),
  );
  const balances = await loadByIds(view, 'balances', ids);
  const amountOf = (id: string | undefined): Amount => balances.find(({ _id }) => _id === id)?.amount ?? 0n;
  return {
    pool,
    capital: amountOf(ids[0]),
    claims: amountOf(ids[1]),
    runOff: amountOf(ids[2]),
    sums: noSums(),
  };
}

const noSums = (): PoolSums => ({
  ...{ shares: 0n, queuedShares: 0n, queuedValue: 0n, paidOut: 0n },
  cover: new Map(),
});

async function vaultBook(view: Database, vault: VaultDocument): Promise<VaultBook> {
  const { _id, assetId } = vault;
  const ids = [incomeOf(_id), unearnedOf(_id)].map((account) => balanceId(account, assetId));
  const balances = await loadByIds(view, 'balances', ids);
  const [reserve = null] = await loadByIds(view, 'reserves', [_id]);
  const waiting = balances.reduce((sum, { amount }) => sum + amount, 0n);
  return { vault, reserve, waiting, sums: noSums() };
}
