/** What pools and positions have earned, lost and yielded. */
import { netOf, type Yield } from '../../domain/pool/results.ts';
import type { ResultView } from '../../market/queries/yields.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import type { EarnedModel, LossModel } from '../render/models.ts';
import { money, rate, rateOrNull } from '../render/money.ts';

/** A yield as the schema shows it. */
export const yieldShown = (made: Yield) => ({
  since: made.since,
  premium: rate(made.premiumWad),
  reserveIncome: rate(made.reserveIncomeWad),
  losses: rate(made.lossesWad),
  net: rate(made.netWad),
  annualNet: rateOrNull(made.annualNetWad),
});

export const earnedShown = ({ earned }: ResultView, assetId: string): EarnedModel => ({ ...earned, assetId });

export const lossesShown = ({ losses }: ResultView, assetId: string): LossModel[] =>
  losses.map((loss) => ({ ...loss, assetId }));

export const resultResolvers: Resolvers = {
  Earned: {
    premium: ({ premium, assetId }) => money(premium, assetId),
    reserveIncome: ({ reserveIncome, assetId }) => money(reserveIncome, assetId),
    losses: ({ losses, assetId }) => money(losses, assetId),
    net: (earned) => money(netOf(earned), earned.assetId),
  },
  Loss: {
    incident: ({ incidentId }, _arguments, { loaders }) => must(loaders.incident, incidentId),
    amount: ({ amount, assetId }) => money(amount, assetId),
    shareOfCapital: ({ shareOfCapitalWad }) => rate(shareOfCapitalWad),
  },
};
