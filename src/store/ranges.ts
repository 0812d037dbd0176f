/** The named ranges that a decision may ask for: each has one index behind it and a fixed order. */
import { IN_FORCE } from '../domain/commitment/states.ts';
import type { StateCollection, StateDocuments } from './collections.ts';
import type { Database } from './database.ts';
import { atOnce } from './load.ts';
import { readDocuments } from './rawDocuments.ts';

/** Values of the range's own fields: ids, instants and cursors only. */
export type RangeQuery = Record<string, string | number>;

interface Range {
  collection: StateCollection;
  filter(query: RangeQuery): Record<string, unknown>;
  sort: Record<string, 1 | -1>;
}

/** Policies in force that go on by themselves at their end: what the index of few of them holds. */
export const RENEWING = { open: true, 'autoRenew.termSeconds': { $gt: 0 } } as const;

export const RANGES = {
  /** Policies of a product that have no end yet, after a cursor, in id order: assessment and payment. */
  openPolicies: {
    collection: 'policies',
    filter: ({ productId, after }) => ({ productId, open: true, _id: { $gt: after } }),
    sort: { _id: 1 },
  },
  /** Policies of a product whose cover had ended by an instant, but for those that step out: release. */
  endedPolicies: {
    collection: 'policies',
    filter: ({ productId, until }) => ({
      productId,
      open: true,
      coverUntil: { $lte: until },
      'pending.status': { $ne: 'PENDING' },
    }),
    sort: { coverUntil: 1 },
  },
  /** Policies of a pool whose holders asked to step out by an instant, and that wait, the oldest first. */
  steppingOut: {
    collection: 'policies',
    filter: ({ poolId, until }) => ({
      'pending.status': 'PENDING',
      'segments.allocations.poolId': poolId,
      'pending.madeAt': { $lte: until },
    }),
    sort: { 'pending.madeAt': 1, _id: 1 },
  },
  /** Policies of a product that go on by themselves, whose cover ends in a span of time, after a cursor. */
  renewingPolicies: {
    collection: 'policies',
    filter: ({ productId, from, until, after }) => ({
      ...RENEWING,
      productId,
      coverUntil: { $gt: from, $lte: until },
      _id: { $gt: after },
    }),
    sort: { _id: 1 },
  },
  /** Exits of a pool that are not fully paid, first come first: the queue. */
  waitingWithdrawals: {
    collection: 'withdrawals',
    filter: ({ poolId }) => ({ poolId, status: { $in: ['QUEUED', 'PART_PAID'] } }),
    sort: { number: 1 },
  },
  /** Pools of an asset, the oldest first: what a vault that pays in it may have to pay for. */
  poolsOfAsset: {
    collection: 'pools',
    filter: ({ assetId }) => ({ assetId }),
    sort: { _id: 1 },
  },
  /** Pools that have set something aside for a loss that is not allocated. */
  poolsWithLosses: {
    collection: 'pools',
    filter: () => ({ 'earmarks.productId': { $exists: true } }),
    sort: { _id: 1 },
  },
  /** Positions in a pool after a cursor, in id order: a round of run-off. */
  positionsOfPool: {
    collection: 'positions',
    filter: ({ poolId, after }) => ({ poolId, _id: { $gt: after } }),
    sort: { _id: 1 },
  },
  /** Claims that a fund has not repaid in full, after a cursor, in id order: a round of repayment. */
  openClaims: {
    collection: 'recoveryClaims',
    filter: ({ reserveId, after }) => ({ reserveId, open: true, _id: { $gt: after } }),
    sort: { _id: 1 },
  },
  /** Where a reserve stood on the days from one on, the earliest first. */
  reserveDaysSince: {
    collection: 'reserveDays',
    filter: ({ reserveId, since }) => ({ reserveId, day: { $gte: since } }),
    sort: { day: 1 },
  },
  /** Trades of shares of a pool that were made by an instant and wait, the oldest first. */
  pendingTrades: {
    collection: 'trades',
    filter: ({ poolId, until }) => ({ poolId, status: 'PENDING', madeAt: { $lte: until } }),
    sort: { madeAt: 1, _id: 1 },
  },
  /** Incidents of a product whose losses were counted since an instant, by the start of the breach. */
  finalIncidents: {
    collection: 'incidents',
    filter: ({ productId, since }) => ({ productId, finalAt: { $gte: since } }),
    sort: { breachStart: 1, _id: 1 },
  },
  /** Liquidations whose draws may be paid by an instant, the oldest first. */
  payableLiquidations: {
    collection: 'liquidations',
    filter: ({ until }) => ({ status: 'CLOSED', 'close.payableAt': { $lte: until } }),
    sort: { 'close.payableAt': 1 },
  },
  /** Liquidations that were opened by an instant and never closed, the oldest first. */
  unclosedLiquidations: {
    collection: 'liquidations',
    filter: ({ until }) => ({ status: 'OPENED', openedAt: { $lte: until } }),
    sort: { openedAt: 1, _id: 1 },
  },
  /** Open orders that had ended by an instant. */
  expiredOrders: {
    collection: 'orders',
    filter: ({ until }) => ({ status: 'OPEN', expiresAt: { $lte: until } }),
    sort: { expiresAt: 1, _id: 1 },
  },
  /** Limit orders of a product, those that pay most first, and of those the oldest. */
  limitOrders: {
    collection: 'orders',
    filter: ({ productId }) => ({ productId, status: 'OPEN', kind: 'COVER' }),
    sort: { 'limit.maxAnnualRateWad': -1, _id: 1 },
  },
  /** Commitments of an account that nobody has accepted. */
  offeredCommitments: {
    collection: 'commitments',
    filter: ({ accountId }) => ({ accountId, status: 'OFFERED' }),
    sort: { _id: 1 },
  },
  /** Commitments of an account that lack what was called. */
  defaultedCommitments: {
    collection: 'commitments',
    filter: ({ accountId }) => ({ accountId, status: 'DEFAULTED' }),
    sort: { _id: 1 },
  },
  /** Commitments of an asset that are in force. */
  activeCommitments: {
    collection: 'commitments',
    filter: ({ assetId }) => ({ assetId, status: { $in: [...IN_FORCE] } }),
    sort: { _id: 1 },
  },
  /** Accounts that have a role. */
  roleHolders: {
    collection: 'accounts',
    filter: ({ role }) => ({ roles: role }),
    sort: { _id: 1 },
  },
  /** Offers of a policy that stand: who may bid for it. */
  policyOffers: {
    collection: 'orders',
    filter: ({ policyId }) => ({ policyId, status: 'OPEN', side: 'SELL' }),
    sort: { _id: 1 },
  },
} as const satisfies Record<string, Range>;

export type RangeName = keyof typeof RANGES;

/** A document of a range's collection. */
type RangeDocument<Name extends RangeName> = StateDocuments[(typeof RANGES)[Name]['collection']];

/** The first `limit` documents of a range. */
export async function loadRange<Name extends RangeName>(
  database: Database,
  name: Name,
  query: RangeQuery,
  limit: number,
): Promise<RangeDocument<Name>[]> {
  const range: Range = RANGES[name];
  const filter = range.filter(query) as Record<string, never>;
  const found = await database
    .collection(range.collection)
    .find(filter, atOnce(limit))
    .sort(range.sort)
    .limit(limit)
    .toArray();
  return readDocuments(found);
}
