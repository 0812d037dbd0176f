/** What is known of a product's factors once its own feed has been measured. */
import { factorRule } from './factors.ts';
import type { Measured } from './measure.ts';
import type { RiskModel } from './model.ts';
import type { RiskInput } from './score.ts';

/**
 * Whether all is known that a product's own feed tells of it. Until then its price supposes the worst:
 * nothing is sold, and what is measured first holds at once (decision 75).
 */
export const isMeasured = (
  { kind, factors }: Pick<RiskModel, 'kind' | 'factors'>,
  inputs: readonly RiskInput[],
): boolean =>
  factors.every(
    ({ factor }) => !factorRule(kind, factor).measured || inputs.some((known) => known.factor === factor),
  );

/**
 * The inputs with those that the feed tells itself, of the factors that the model has: they take the place of
 * what was known of them. What could not be measured stays as it was.
 */
export function withMeasured(
  { kind, factors }: Pick<RiskModel, 'kind' | 'factors'>,
  inputs: readonly RiskInput[],
  measured: Measured,
  of: Pick<RiskInput, 'source' | 'asOf'>,
): RiskInput[] {
  const values: Readonly<Record<string, bigint | null>> = { ...measured };
  const told = factors.flatMap(({ factor }) => {
    const value = factorRule(kind, factor).measured ? (values[factor] ?? null) : null;
    return value === null ? [] : [{ factor, value, ...of, feedId: null }];
  });
  return [...inputs.filter(({ factor }) => !told.some((other) => other.factor === factor)), ...told];
}
