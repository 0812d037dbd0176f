/** What has to be stated for a score that a test wants: the tables of the model, read the other way round. */
import { POINTS_BPS_MAX, pointsAt } from '../../src/domain/risk/factor.ts';
import type { RiskKind } from '../../src/domain/risk/factors.ts';
import { FIRST_MODELS } from '../../src/domain/risk/firstModels.ts';
import type { ModelFactor } from '../../src/domain/risk/model.ts';
import { SCORE_UNIT } from '../../src/domain/risk/score.ts';
import type { StatedInput } from '../../src/market/risk/riskInput.ts';

/**
 * Inputs as of a time that make exactly a score under version 1 of a model. Each factor comes as near to the
 * score as its table allows from below, or from above where the others could not make up for it; the difference
 * is left to the next. Dollars come last: they are the finest.
 */
export function inputsForScore(score: number, asOf: number, kind: RiskKind = 'STABLECOIN'): StatedInput[] {
  const factors = [...FIRST_MODELS[kind].factors].sort((a, b) => Number(finest(a) - finest(b)));
  let left = BigInt(score) * SCORE_UNIT;
  let weight = factors.reduce((sum, { weightBps }) => sum + weightBps, 0n);
  return factors.map(({ factor, table, weightBps }) => {
    weight -= weightBps;
    const [below, above] = valuesAround(table, left / (weight + weightBps));
    const isLost = weight > 0n && left - pointsAt(table, below) * weightBps > weight * POINTS_BPS_MAX;
    const value = isLost ? above : below;
    left -= pointsAt(table, value) * weightBps;
    return { factor, value, source: 'https://example.org/looked-up', asOf, feedId: null };
  });
}

const finest = ({ table }: ModelFactor): bigint => table.at(-1)?.value ?? 0n;

/** The riskiest value that gives at most these points, and the next riskier one. */
function valuesAround(table: ModelFactor['table'], pointsBps: bigint): [bigint, bigint] {
  const first = table[0]?.value ?? 0n;
  const last = table.at(-1)?.value ?? 0n;
  const isRising = pointsAt(table, first) < pointsAt(table, last);
  const fits = (value: bigint) => pointsAt(table, value) <= pointsBps;
  let [safe, risky] = isRising ? [first, last] : [last, first];
  if (fits(risky)) return [risky, risky];
  while (isRising ? risky - safe > 1n : safe - risky > 1n) {
    const middle = (safe + risky) / 2n;
    if (fits(middle)) safe = middle;
    else risky = middle;
  }
  return [safe, risky];
}
