/** What changes would do, before anybody decides on them. */
import type { RuinFigures } from '../../domain/book/ruin.ts';
import { FILTER_IDS_MAX } from '../../domain/shared/limits.ts';
import { isRefusal } from '../../domain/shared/refusals.ts';
import { changesInput } from '../../market/governance/propose.ts';
import type { BeforeAfter, WhatIfAsked, WhatIfView } from '../../market/queries/governancePort.ts';
import type { ApiContext } from '../context.ts';
import { inputError, requestError } from '../errors.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import { changeOf } from '../mutations/propose.ts';
import type { RefusalModel } from '../render/models.ts';
import { money, rate, rateOrNull } from '../render/money.ts';
import { refusalNow } from '../render/refusal.ts';

/** About as long as one simulation takes. */
const RUIN_RETRY_SECONDS = 5;

export const whatIfResolvers: Resolvers = {
  Query: {
    async whatIf(_parent, { input }, context) {
      const productIds = input.productIds ?? null;
      if (productIds !== null && productIds.length > FILTER_IDS_MAX)
        throw inputError('input.productIds', `holds at most ${FILTER_IDS_MAX}`);
      const parsed = changesInput.safeParse(input.changes.map(changeOf));
      const { at = null, ruin = null } = input;
      if (parsed.success) return whatIfOf(context, { changes: parsed.data, productIds, at, ruin });
      const [issue] = parsed.error.issues;
      const path = ['input.changes', ...(issue?.path ?? [])].join('.');
      throw inputError(path, issue?.message ?? 'is not valid');
    },
  },
  WhatIf: {
    affectedPolicies: () => 0,
    prices: ({ prices }) => [...prices],
    pools: ({ pools }) => [...pools],
    ruin: ({ ruin }) => (ruin === null ? null : [...ruin]),
  },
  WhatIfPrice: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    before: ({ annualRateWad }) => rate(annualRateWad.before),
    after: ({ annualRateWad }) => rate(annualRateWad.after),
  },
  WhatIfRuin: {
    asset: ({ assetId }, _arguments, { loaders }) => must(loaders.asset, assetId),
    before: ({ before, assetId }) => figuresOf(before, assetId),
    after: ({ after, assetId }) => figuresOf(after, assetId),
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
  asked: WhatIfAsked,
): Promise<{ effects: WhatIfView | null; errors: RefusalModel[] }> {
  const answer = await services.market.queries.whatIf(asked);
  if (answer === null) throw requestError('OVERLOADED', { retryAfterSeconds: RUIN_RETRY_SECONDS });
  return isRefusal(answer)
    ? { effects: null, errors: [refusalNow(services, answer)] }
    : { effects: answer, errors: [] };
}

function figuresOf(figures: RuinFigures | null, assetId: string) {
  if (figures === null) return null;
  const { lossRatioWad, shortfall, capital, expectedPayout, premium, layers } = figures;
  return {
    lossRatio: rate(lossRatioWad),
    shortfall: {
      value: rate(shortfall.valueWad),
      ...{ low: rate(shortfall.lowWad), high: rate(shortfall.highWad) },
    },
    ...{ capital: money(capital, assetId), expectedPayout: money(expectedPayout, assetId) },
    premium: money(premium, assetId),
    layers: layers.map(({ layer, hitWad, exhaustedWad }) => ({
      ...{ layer, hit: rate(hitWad), exhausted: rate(exhaustedWad) },
    })),
  };
}

async function moneyOf({ loaders }: ApiContext, poolId: string, { before, after }: BeforeAfter<bigint>) {
  const { assetId } = await must(loaders.pool, poolId);
  return { before: money(before, assetId), after: money(after, assetId) };
}
