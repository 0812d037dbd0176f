/** What accounts hold that they cannot spend, and why: each purpose of the ledger has its finder. */
import type { Amount, UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import { findRows } from '../../store/queries/pages.ts';
import { withSnapshot } from '../../store/queries/snapshot.ts';

export type HoldPurpose = 'CHALLENGE_BOND' | 'ORDER' | 'TRADE';

/** One amount that is held. All of an account sum to what its balances say is held. */
export interface HoldView {
  accountId: string;
  purpose: HoldPurpose;
  assetId: string;
  amount: Amount;
  /** What it is held for. */
  nodeId: string;
  since: UnixSeconds;
  /** When it ends at the latest, or null where no time ends it. */
  until: UnixSeconds | null;
  /** In words: when it comes back, and when it does not. */
  returnsWhen: string;
}

type Finder = (view: Database, accountIds: readonly string[]) => Promise<HoldView[]>;

const FINDERS: readonly Finder[] = [challengeBonds, openOrders, waitingTrades];

/** By account, the oldest first. */
export function holdsOf(database: Database, accountIds: readonly string[]): Promise<Map<string, HoldView[]>> {
  return withSnapshot(database, async (view) => {
    const found = await Promise.all(FINDERS.map((find) => find(view, accountIds)));
    const holds = new Map<string, HoldView[]>(accountIds.map((id) => [id, []]));
    for (const hold of found.flat().sort((a, b) => a.since - b.since)) holds.get(hold.accountId)?.push(hold);
    return holds;
  });
}

async function challengeBonds(view: Database, accountIds: readonly string[]): Promise<HoldView[]> {
  const own = { accountId: { $in: [...accountIds] }, status: 'PENDING' };
  const incidents = await findRows(view, 'incidents', { challenges: { $elemMatch: own } }, { _id: 1 });
  return incidents.flatMap(({ _id, assetId, challenges }) =>
    challenges
      .filter(({ accountId, status }) => status === 'PENDING' && accountIds.includes(accountId))
      .map(({ accountId, bond, madeAt }) => ({
        accountId,
        purpose: 'CHALLENGE_BOND' as const,
        assetId,
        amount: bond,
        nodeId: _id,
        since: madeAt,
        until: null,
        returnsWhen: 'The challenge has been decided: it comes back unless the result stands.',
      })),
  );
}

/** Bids and limit orders hold what their open part costs at most; a sale holds nothing. */
async function openOrders(view: Database, accountIds: readonly string[]): Promise<HoldView[]> {
  const filter = { accountId: { $in: [...accountIds] }, status: 'OPEN' };
  const orders = await findRows(view, 'orders', filter, { _id: 1 });
  return orders
    .filter(({ held }) => held > 0n)
    .map(({ _id, accountId, assetId, held, placedAt, expiresAt }) => ({
      accountId,
      purpose: 'ORDER' as const,
      assetId,
      amount: held,
      nodeId: _id,
      since: placedAt,
      until: expiresAt,
      returnsWhen: 'The order has been cancelled, or has ended without being filled.',
    }));
}

/** The buyer's money of trades that wait. */
async function waitingTrades(view: Database, accountIds: readonly string[]): Promise<HoldView[]> {
  const filter = { buyerId: { $in: [...accountIds] }, status: 'PENDING' };
  const trades = await findRows(view, 'trades', filter, { _id: 1 });
  return trades
    .filter(({ price }) => price > 0n)
    .map(({ _id, buyerId, assetId, price, madeAt }) => ({
      accountId: buyerId,
      purpose: 'TRADE' as const,
      assetId,
      amount: price,
      nodeId: _id,
      since: madeAt,
      until: null,
      returnsWhen: 'The trade is void: a breach had begun before it. Else the seller gets it.',
    }));
}
