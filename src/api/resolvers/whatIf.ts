/** What changes would do, before anybody decides on them. */
import { FILTER_IDS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import type { Asked } from '../../market/governance/applyChanges.ts';
import { changesInput } from '../../market/governance/propose.ts';
import type { BeforeAfter, WhatIfView } from '../../market/queries/governancePort.ts';
import type { ApiContext } from '../context.ts';
import { inputError } from '../errors.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { changeOf } from '../mutations/propose.ts';
import type { RefusalModel } from '../render/models.ts';
import { money, rate, rateOrNull } from '../render/money.ts';
import { refusalNow } from '../render/refusal.ts';

export const whatIfResolvers: Resolvers = {
  Query: {
    async whatIf(_parent, { input }, context) {
      const productIds = input.productIds ?? null;
      if (productIds !== null && productIds.length > FILTER_IDS_MAX)
        throw inputError('input.productIds', `holds at most ${FILTER_IDS_MAX}`);
      const parsed = changesInput.safeParse(input.changes.map(changeOf));
      if (parsed.success) return whatIfOf(context, parsed.data, productIds, input.at ?? undefined);
      const [issue] = parsed.error.issues;
      const path = ['input.changes', ...(issue?.path ?? [])].join('.');
      throw inputError(path, issue?.message ?? 'is not valid');
    },
  },
  WhatIf: {
    affectedPolicies: () => 0,
    prices: ({ prices }) => [...prices],
    pools: ({ pools }) => [...pools],
  },
  WhatIfPrice: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    before: ({ annualRateWad }) => rate(annualRateWad.before),
    after: ({ annualRateWad }) => rate(annualRateWad.after),
  },
  WhatIfPool: {
    pool: ({ poolId }, _arguments, { loaders }) => must(loaders.pool, poolId),
    capacity: ({ poolId, capacity }, _arguments, context) => moneyOf(context, poolId, capacity),
    requirement: ({ poolId, requirement }, _arguments, context) => moneyOf(context, poolId, requirement),
    ratio: ({ adequacyWad }) => ({
      before: rateOrNull(adequacyWad.before),
      after: rateOrNull(adequacyWad.after),
    }),
  },
};

/** What changes that were checked would do: now, or at an instant to come. */
export async function whatIfOf(
  { services }: ApiContext,
  changes: readonly Asked[],
  productIds: readonly string[] | null = null,
  at?: number,
): Promise<{ effects: WhatIfView | null; errors: RefusalModel[] }> {
  const answer = await services.market.queries.whatIf(changes, productIds, at);
  return isRefusal(answer)
    ? { effects: null, errors: [refusalNow(services, answer)] }
    : { effects: answer, errors: [] };
}

async function moneyOf({ loaders }: ApiContext, poolId: string, { before, after }: BeforeAfter<bigint>) {
  const { assetId } = await must(loaders.pool, poolId);
  return { before: money(before, assetId), after: money(after, assetId) };
}
