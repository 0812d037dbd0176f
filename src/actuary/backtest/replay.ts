/** One series with the public and all who try to be cleverer: what was sold, paid, earned, won. */
import type { BookRules } from '../../domain/book/describedBook.ts';
import { brokenPromise } from '../../domain/pool/requirement.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { annualRate } from '../../domain/pricing/premium.ts';
import { DAY_SECONDS, YEAR_SECONDS } from '../../domain/shared/units.ts';
import { fraction } from '../fraction.ts';
import { PUBLIC, publicOrders, type SalesCount } from './buyers.ts';
import { buyingStrategies } from './buyingStrategies.ts';
import { cancelling, NEW_PRODUCT_SECONDS } from './cancelling.ts';
import { foundPool, worthOf } from './capital.ts';
import { leaving } from './leaving.ts';
import { type HeldPolicy, type Market, POOL_ID } from './market.ts';
import { knowledgeOf } from './news.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { backingOf } from './sell.ts';
import { LEAD_SECONDS, type Series } from './series.ts';
import { sniping } from './sniping.ts';
import { POOL_CAPITAL } from './terms.ts';
import { type Action, walk } from './walk.ts';

/** Figures of one series; amounts in smallest units as plain numbers. */
export interface Replayed {
  readonly name: string;
  readonly replica: number;
  readonly isReal: boolean;
  readonly sales: SalesCount;
  /** Of the public. */
  readonly premium: number;
  readonly received: number;
  /** Cover bought times the time covered, in unit years: what premium is a rate of. */
  readonly coverYears: number;
  readonly lowestRate: number;
  readonly highestRate: number;
  readonly incidents: readonly {
    readonly breachStart: number;
    readonly ratio: number | null;
    readonly due: number;
    readonly paid: number;
  }[];
  /** When the calm lead ended, and at its highest. */
  readonly scoreBefore: number;
  readonly scoreHighest: number;
  /** What those who founded the pool made of it over the series. */
  readonly returned: number;
  /** Hours in which the pool carried more than the rules let it. */
  readonly brokenHours: number;
  readonly outcomes: readonly Outcome[];
}

/** Walks a series. The same series gives the same figures. */
export function replaySeries(rules: BookRules, series: Series): Replayed {
  const sales: SalesCount = { orders: 0, sold: 0, refused: {} };
  const knowledge = knowledgeOf(series);
  const attempts: Attempt[] = [
    buyingStrategies(knowledge),
    cancelling(series),
    cancelling(series, NEW_PRODUCT_SECONDS),
    leaving(knowledge),
    sniping(series),
  ];
  const founding: Action = { at: series.from, act: (market) => foundPool(market, POOL_ID, POOL_CAPITAL) };
  const actions = [founding, ...publicOrders(series, sales), ...attempts.flatMap((each) => each.actions)];
  const seen = { scoreBefore: 0, scoreHighest: 0, brokenHours: 0 };
  const market = walk(rules, series, actions, (now, at) => look(now, at - series.from, seen));
  const founder = market.positions[0];
  const { name, replica, isReal } = series;
  return {
    ...{ name, replica, isReal, sales, ...seen },
    ...publicFigures(market.policies.filter(({ holder }) => holder === PUBLIC)),
    incidents: market.verdicts.map(({ breachStart, settled, due, paid }) => ({
      breachStart,
      ratio: settled === null ? null : fraction(settled.ratioWad),
      ...{ due: Number(due), paid: Number(paid) },
    })),
    returned:
      founder === undefined ? 0 : Number(worthOf(market, founder) - POOL_CAPITAL) / Number(POOL_CAPITAL),
    outcomes: attempts.flatMap((each) => each.outcomes(market)),
  };
}

function look(
  market: Market,
  since: number,
  seen: { scoreBefore: number; scoreHighest: number; brokenHours: number },
): void {
  if (since <= LEAD_SECONDS) seen.scoreBefore = market.score;
  if (since >= LEAD_SECONDS) seen.scoreHighest = Math.max(seen.scoreHighest, market.score);
  // What is set aside for a breach is not there for a while: that is what it is set aside for.
  if (since < DAY_SECONDS || market.book.earmarks.length > 0) return;
  const standing = standingOf(market.book, market.capital, backingOf(market));
  if (brokenPromise(standing) !== null) seen.brokenHours += 1;
}

function publicFigures(policies: readonly HeldPolicy[]) {
  const sum = (amountOf: (policy: HeldPolicy) => bigint) =>
    Number(policies.reduce((all, policy) => all + amountOf(policy), 0n));
  const seconds = ({ segment, coverUntil }: HeldPolicy) => coverUntil - segment.coverFrom;
  const rates = policies.map((policy) => {
    const { premium, coverAmount } = policy.segment;
    return fraction(annualRate(premium, coverAmount, seconds(policy)));
  });
  return {
    premium: sum(({ premium }) => premium),
    received: sum(({ received }) => received),
    coverYears: policies.reduce(
      (all, policy) => all + (Number(policy.segment.coverAmount) * seconds(policy)) / YEAR_SECONDS,
      0,
    ),
    ...{ lowestRate: Math.min(...rates), highestRate: Math.max(...rates) },
  };
}
