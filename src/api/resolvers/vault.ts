/** The stakes of backstop vaults. */
import { setAsideOf } from '../../market/vault/vaultBooks.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, price, rate } from '../render/money.ts';
import { VAULT_TEXTS } from '../render/statusTexts.ts';
import { earnedShown, lossesShown, yieldShown } from './results.ts';

export const vaultResolvers: Resolvers = {
  Reserve: {
    vault: ({ _id, kind }, _arguments, { loaders }) =>
      kind === 'VAULT' ? must(loaders.vaultView, _id) : null,
  },
  Vault: {
    payoutAsset: ({ vault }, _arguments, { loaders }) => must(loaders.asset, vault.payoutAssetId),
    priceFeed: ({ vault }, _arguments, { loaders }) =>
      vault.priceFeedId === null ? null : must(loaders.feed, vault.priceFeedId),
    sale: ({ vault }, _arguments, { loaders }) =>
      vault.saleId === null ? null : must(loaders.auction, vault.saleId),
    shares: ({ vault }) => vault.shares,
    sharePrice: ({ sharePriceWad }) => price(sharePriceWad),
    unreleased: ({ vault, unreleased }) => money(unreleased, vault.assetId),
    eventCap: ({ vault, eventCap }) => money(eventCap, vault.assetId),
    async yield({ vault }, { window }, { loaders }) {
      const { yields } = await must(loaders.vaultResult, vault._id);
      if (yields === null) throw new Error(`${vault._id} has no yields`);
      return yieldShown(yields[window]);
    },
    earned: async ({ vault }, _arguments, { loaders }) =>
      earnedShown(await must(loaders.vaultResult, vault._id), vault.assetId),
    lossHistory: async ({ vault }, _arguments, { loaders }) =>
      lossesShown(await must(loaders.vaultResult, vault._id), vault.assetId),
    queue: ({ vault, queueShareWad }) => ({
      share: rate(queueShareWad),
      shares: vault.queuedShares,
      value: money(vault.queuedValue, vault.assetId),
    }),
    frozenSince: ({ vault }) => vault.frozenSince,
    frozenBy: ({ vault }, _arguments, { loaders }) =>
      Promise.all(vault.breachedProductIds.map((id) => must(loaders.product, id))),
    setAside: ({ vault }) => money(setAsideOf(vault), vault.assetId),
    status: ({ vault }) => vault.status,
    statusReason: ({ vault }) => VAULT_TEXTS[vault.status],
  },
};
