/** The factor on the depeg table, from the coins that were exposed. */
import type { ExposedCoin, PegLoss } from './coins.ts';
import { pastScore } from './pastScore.ts';
import type { Evidence } from './posterior.ts';
import { priorIntensity } from './prior.ts';

const YEAR_DAYS = 365;

/**
 * How many events the prior table expects of a group: at each time those of its riskiest member, because all
 * of it falls together.
 */
export function expectedOf(members: readonly ExposedCoin[], points: number): number {
  const cuts = [...new Set(members.flatMap(({ fromDays, untilDays }) => [fromDays, untilDays]))];
  cuts.sort((a, b) => b - a);
  return cuts.slice(1).reduce((sum, until, index) => {
    const from = cuts[index] as number;
    const there = members.filter(({ fromDays, untilDays }) => fromDays >= from && untilDays <= until);
    const intensities = there.map(({ inputs }) =>
      priorIntensity('DEPEG', pastScore('STABLECOIN', inputs, points)),
    );
    return sum + (Math.max(0, ...intensities) * (from - until)) / YEAR_DAYS;
  }, 0);
}

/** What was counted and what was expected, with all scores moved by so many points. */
export function depegEvidence(
  coins: readonly ExposedCoin[],
  losses: readonly PegLoss[],
  points = 0,
): Evidence[] {
  const groups = [...new Set(coins.map(({ group }) => group))];
  const expected = groups.reduce(
    (sum, group) =>
      sum +
      expectedOf(
        coins.filter((one) => one.group === group),
        points,
      ),
    0,
  );
  return [{ weight: 1, events: losses.length, expected }];
}
