/** Risk scores with all that they are made of, and the models that make them. */
import { formatUnits } from 'viem';
import { factorRule } from '../../domain/risk/factors.ts';
import type { InputStatus } from '../../domain/risk/score.ts';
import { scoreIdOf } from '../../market/risk/scoreIds.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { BasketScoreDocument, ModelScoreDocument, ScoreDocument } from '../../store/documents/risk.ts';
import type { ApiContext } from '../context.ts';
import { inputError } from '../errors.ts';
import type { Resolvers } from '../generated/schema.generated.ts';
import { must } from '../loaders/loaders.ts';
import type { ScoreModel } from '../render/models.ts';
import { rate, rateOrNull } from '../render/money.ts';
import { connection, pageOf } from './page.ts';

/** Places of a millionth, and of a hundredth. */
const MILLIONTHS = 6;
const HUNDREDTHS = 2;

/** The score where it was made; null for one that was given. */
const made = (score: ScoreModel): ScoreDocument | null => ('kind' in score ? score : null);

/** The score where a model made it of inputs. */
const byModel = (score: ScoreModel): ModelScoreDocument | null =>
  'kind' in score && score.kind !== 'BASKET' ? score : null;

/** The score where it follows from members. */
const byMembers = (score: ScoreModel): BasketScoreDocument | null =>
  'kind' in score && score.kind === 'BASKET' ? score : null;

/** The score of a product that holds, or another of its own. */
export async function scoreOf(
  product: ProductDocument,
  { number }: { number?: number | null | undefined },
  { loaders }: ApiContext,
): Promise<ScoreModel> {
  const { _id: productId, scored, score: value } = product;
  const asked = number ?? scored?.number ?? 0;
  if (asked === 0 && scored === null) return { productId, number: 0, value };
  const found = asked > 0 ? await loaders.score.load(scoreIdOf(productId, asked)) : null;
  if (found === null) throw inputError('number', 'is not the number of one of its scores');
  return found;
}

const namesOf = (score: ScoreModel, status: InputStatus): string[] =>
  (byModel(score)?.factors ?? []).filter((entry) => entry.status === status).map(({ factor }) => factor);

/** Nothing holds a basket back: its members have steps of their own. */
const targetOf = (score: ScoreDocument): number => (score.kind === 'BASKET' ? score.value : score.target);

export const scoreResolvers: Resolvers = {
  PastScoreConnection: connection,
  PastScore: {
    previous: ({ before }) => before,
    target: (score) => targetOf(score),
    modelVersion: (score) => byModel(score)?.modelVersion ?? null,
  },
  Score: {
    isGiven: (score) => made(score) === null,
    cause: (score) => made(score)?.cause ?? null,
    model: (score) => byModel(score)?.kind ?? null,
    modelVersion: (score) => byModel(score)?.modelVersion ?? null,
    at: (score) => made(score)?.at ?? null,
    previous: (score) => made(score)?.before ?? null,
    target(score) {
      const found = made(score);
      return found === null ? null : targetOf(found);
    },
    members: (score) => [...(byMembers(score)?.members ?? [])],
    bound: (score) => rateOrNull(byMembers(score)?.boundWad ?? null),
    factors(score) {
      const { kind, factors } = byModel(score) ?? { kind: 'STABLECOIN', factors: [] };
      return factors.map((entry) => ({ ...entry, kind }));
    },
    missing: (score) => namesOf(score, 'MISSING'),
    stale: (score) => namesOf(score, 'STALE'),
    rounding: (score) => formatUnits(byModel(score)?.rounding ?? 0n, MILLIONTHS),
    held: (score) => formatUnits(byModel(score)?.held ?? 0n, MILLIONTHS),
    snapshotHash: (score) => made(score)?.snapshotHash ?? null,
    proposal(score, _arguments, { loaders }) {
      const proposalId = made(score)?.proposalId ?? null;
      return proposalId === null ? null : must(loaders.proposal, proposalId);
    },
    history: ({ productId }, page, { services }) =>
      pageOf(services.market.queries.scores, { ...page, orderBy: 'NEWEST' }, { productId }),
  },
  ScoreMember: {
    product: ({ productId }, _arguments, { loaders }) => must(loaders.product, productId),
    hazard: ({ hazardWad }) => rate(hazardWad),
  },
  ScoreFactor: {
    counts: ({ kind, factor }) => factorRule(kind, factor).counts,
    unit: ({ kind, factor }) => factorRule(kind, factor).unit,
    freshness: ({ status }) => status,
    value: ({ input }) => input?.value ?? null,
    source: ({ input }) => input?.source ?? null,
    asOf: ({ input }) => input?.asOf ?? null,
    feed: ({ input }, _arguments, { loaders }) =>
      input === null || input.feedId === null ? null : must(loaders.feed, input.feedId),
    points: ({ pointsBps }) => formatUnits(pointsBps, HUNDREDTHS),
    weightBps: ({ weightBps }) => Number(weightBps),
    contribution: ({ contribution }) => formatUnits(contribution, MILLIONTHS),
  },
  RiskModel: {
    model: ({ kind }) => kind,
    factors: ({ kind, factors }) => factors.map((entry) => ({ ...entry, kind })),
  },
  RiskModelFactor: {
    counts: ({ kind, factor }) => factorRule(kind, factor).counts,
    unit: ({ kind, factor }) => factorRule(kind, factor).unit,
    isRising: ({ kind, factor }) => factorRule(kind, factor).direction === 'RISING',
    isMeasured: ({ kind, factor }) => factorRule(kind, factor).measured,
    weightBps: ({ weightBps }) => Number(weightBps),
    table: ({ table }) => [...table],
  },
  RiskTablePoint: { pointsBps: ({ pointsBps }) => Number(pointsBps) },
};
