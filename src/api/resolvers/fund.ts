/** How well reserves can pay what they stand behind. */
import { ADEQUACY_REQUIRED } from '../../domain/pool/requirement.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { money, rate, rateOrNull } from '../render/money.ts';

export const fundResolvers: Resolvers = {
  Reserve: {
    async requirement({ _id, assetId }, _arguments, { loaders }) {
      const { requirement } = await must(loaders.fundView, _id);
      return (
        requirement && {
          desired: money(requirement.desired, assetId),
          stored: money(requirement.stored, assetId),
          inputs: requirement.inputs.map((input) => ({ ...input, assetId })),
          updatedAt: requirement.updatedAt,
        }
      );
    },
    async ladder({ _id, assetId }, _arguments, { loaders }) {
      const { requirement, resources, adequacyWad, levels } = await must(loaders.fundView, _id);
      if (requirement === null || resources === null) return null;
      return {
        requirement: money(requirement.stored, assetId),
        resources: money(resources, assetId),
        ratio: rateOrNull(adequacyWad),
        target: rate(levels.targetWad),
        required: rate(ADEQUACY_REQUIRED),
        minimum: rate(levels.minimumWad),
      };
    },
    async excess({ _id, assetId }, _arguments, { loaders }) {
      const { excess } = await must(loaders.fundView, _id);
      return excess === null ? null : money(excess, assetId);
    },
    adequacyRatio: async ({ _id }, _arguments, { loaders }) =>
      rateOrNull((await must(loaders.fundView, _id)).adequacyWad),
    standing: async ({ _id }, _arguments, { loaders }) => (await must(loaders.fundView, _id)).standing,
    runwayDays: async ({ _id }, _arguments, { loaders }) => (await must(loaders.fundView, _id)).runwayDays,
    stressRatio: async ({ _id }, _arguments, { loaders }) =>
      rateOrNull((await must(loaders.fundStress, _id)).ratioWad),
  },
  RequirementInput: {
    amount: ({ amount, assetId }) => money(amount, assetId),
    market: ({ marketId }, _arguments, { loaders }) =>
      marketId === null ? null : must(loaders.market, marketId),
  },
};
