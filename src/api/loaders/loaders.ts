/** One loader for each thing that is read by id. */
import type { Queries } from '../../market/queries/port.ts';
import { type Loader, type ReadByIds, rememberingReader, requestLoader, sharedReader } from './batcher.ts';

function readersOf(queries: Queries) {
  return {
    account: sharedReader((ids) => queries.accounts.byIds(ids)),
    // Nothing of an asset ever changes: its id follows from its chain and address.
    asset: rememberingReader(sharedReader((ids) => queries.assets.byIds(ids))),
    product: sharedReader((ids) => queries.products.byIds(ids)),
    pool: sharedReader((ids) => queries.pools.byIds(ids)),
    reserve: sharedReader((ids) => queries.reserves.byIds(ids)),
    policy: sharedReader((ids) => queries.policies.byIds(ids)),
    position: sharedReader((ids) => queries.positions.byIds(ids)),
    withdrawal: sharedReader((ids) => queries.withdrawals.byIds(ids)),
    order: sharedReader((ids) => queries.orders.byIds(ids)),
    trade: sharedReader((ids) => queries.trades.byIds(ids)),
    commitment: sharedReader((ids) => queries.commitments.byIds(ids)),
    callable: sharedReader((ids) => queries.callableOf(ids)),
    auction: sharedReader((ids) => queries.auctions.byIds(ids)),
    auctionView: sharedReader((ids) => queries.auctionViews(ids)),
    distributor: sharedReader((ids) => queries.distributors.byIds(ids)),
    venue: sharedReader((ids) => queries.venues.byIds(ids)),
    market: sharedReader((ids) => queries.markets.byIds(ids)),
    liquidation: sharedReader((ids) => queries.liquidations.byIds(ids)),
    marketState: sharedReader((ids) => queries.marketStatesOf(ids)),
    commissions: sharedReader((ids) => queries.commissionsOf(ids)),
    feed: sharedReader((ids) => queries.feeds.byIds(ids)),
    incident: sharedReader((ids) => queries.incidents.byIds(ids)),
    repaid: sharedReader((ids) => queries.repaidOf(ids)),
    lossEvent: sharedReader((ids) => queries.lossEventsOf(ids)),
    score: sharedReader((ids) => queries.scores.byIds(ids)),
    proposal: sharedReader((ids) => queries.proposals.byIds(ids)),
    webhook: sharedReader((ids) => queries.webhooks.byIds(ids)),
    balances: sharedReader((ids) => queries.balancesOf(ids)),
    holds: sharedReader((ids) => queries.holdsOf(ids)),
    payouts: sharedReader((ids) => queries.payoutsOf(ids)),
    productView: sharedReader((ids) => queries.productViews(ids)),
    poolView: sharedReader((ids) => queries.poolViews(ids)),
    reserveView: sharedReader((ids) => queries.reserveViews(ids)),
    fundView: sharedReader((ids) => queries.fundViews(ids)),
    fundStress: sharedReader((ids) => queries.fundStress(ids)),
    policyView: sharedReader((ids) => queries.policyViews(ids)),
    positionView: sharedReader((ids) => queries.positionViews(ids)),
    poolResult: sharedReader((ids) => queries.poolResults(ids)),
    vaultView: sharedReader((ids) => queries.vaultViews(ids)),
    vaultResult: sharedReader((ids) => queries.vaultResults(ids)),
    positionResult: sharedReader((ids) => queries.positionResults(ids)),
    withdrawalView: sharedReader((ids) => queries.withdrawalViews(ids)),
    feedView: sharedReader((ids) => queries.feedViews(ids)),
    feedHealth: sharedReader((ids) => queries.feedHealth(ids)),
  };
}

type Readers = ReturnType<typeof readersOf>;
export type Loaders = {
  [Name in keyof Readers]: Readers[Name] extends ReadByIds<infer Row> ? Loader<Row> : never;
};

/** Readies the readers once; the answer makes the loaders of a request, each when it is first used. */
export function createLoaderFactory(queries: Queries): () => Loaders {
  const readers = readersOf(queries);
  return () => lazily(readers);
}

function lazily(readers: Readers): Loaders {
  const made = new Map<string, unknown>();
  return new Proxy({} as Loaders, {
    get(_target, name: string) {
      let loader = made.get(name);
      if (loader === undefined) {
        loader = requestLoader(readers[name as keyof Readers] as ReadByIds<unknown>);
        made.set(name, loader);
      }
      return loader;
    },
  });
}

/** What must be there because something else names it. Its absence is a fault of ours. */
export async function must<Row>(loader: Loader<Row>, id: string): Promise<Row> {
  const row = await loader.load(id);
  if (row === null) throw new Error(`${id} is named but missing`);
  return row;
}
