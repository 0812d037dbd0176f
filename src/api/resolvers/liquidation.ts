/** Liquidations, and what became of them. */
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, price } from '../render/money.ts';
import { LIQUIDATION_TEXTS } from '../render/statusTexts.ts';
import { history } from './events.ts';
import { liquidationFilter } from './filters.ts';
import { finderOf } from './node.ts';
import { connection, pageOf } from './page.ts';

export const liquidationResolvers: Resolvers = {
  Query: {
    liquidation: finderOf('liq'),
    liquidations: (_parent, { filter, ...page }, { services }) =>
      pageOf(services.market.queries.liquidations, page, liquidationFilter(filter)),
  },
  LiquidationConnection: connection,
  Liquidation: {
    id: ({ _id }) => _id,
    market: ({ marketId }, _arguments, { loaders }) => must(loaders.market, marketId),
    size: ({ size }) => price(size),
    entryPrice: ({ entryPrice }) => price(entryPrice),
    bankruptcyPrice: ({ bankruptcyPrice }) => price(bankruptcyPrice),
    statusReason: ({ status }) => LIQUIDATION_TEXTS[status],
    worstCase: ({ worstCase, assetId }) => money(worstCase, assetId),
    held: ({ held, assetId }) => held.map((part) => ({ ...part, assetId })),
    close: ({ close, assetId, size }) => close && { ...close, assetId, size },
    actions: () => [],
    history,
  },
  LiquidationLayer: {
    reserve: ({ reserveId }, _arguments, { loaders }) => must(loaders.reserve, reserveId),
    amount: ({ amount, assetId }) => money(amount, assetId),
    cap: ({ cap, assetId }) => (cap === null ? null : money(cap, assetId)),
  },
  LiquidationClose: {
    filledSize: ({ filledSize }) => price(filledSize),
    unfilledSize: ({ size, filledSize }) => price(size - filledSize),
    closePrice: ({ closePrice }) => price(closePrice),
    countedPrice: ({ countedPrice }) => price(countedPrice),
    feedLow: ({ range }) => price(range.low),
    feedHigh: ({ range }) => price(range.high),
    evidence: ({ range }) => range.evidence,
    fee: ({ fee, assetId }) => money(fee, assetId),
    delta: ({ surplus, shortfall, assetId }) => ({
      isSurplus: shortfall === 0n,
      amount: money(shortfall === 0n ? surplus : shortfall, assetId),
    }),
    shortfall: ({ shortfall, assetId }) => money(shortfall, assetId),
    toFund: ({ toFund, assetId }) => money(toFund, assetId),
    allocation: ({ layers, hash, assetId }) => ({
      layers: layers.map((part) => ({ ...part, assetId })),
      hash,
    }),
    owed: ({ owed, assetId }) => money(owed, assetId),
    avoided: ({ avoided, assetId }) => money(avoided, assetId),
    deleveraging: ({ deleveraged }) => deleveraged,
    haircut: ({ haircuts, assetId }) =>
      haircuts.map(({ account, amount }) => ({ account, amount: money(amount, assetId) })),
    claim: ({ claim, assetId }) => money(claim, assetId),
  },
  DeleveragedHolding: { size: ({ size }) => price(size), price: (row) => price(row.price) },
};
