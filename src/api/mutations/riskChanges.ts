/** Changes of risk models and scores as their commands take them. */
import type { AdoptRiskModelInput, ScoreProductInput } from '../generated/schema.generated.ts';

/** A model: whole hundredths are counts in the API, and bigint where they are multiplied. */
export function riskModelOf({ model, factors }: AdoptRiskModelInput): object {
  return {
    model,
    factors: factors.map(({ factor, weightBps, table }) => ({
      factor,
      weightBps: BigInt(weightBps),
      table: table.map(({ value, pointsBps }) => ({ value, pointsBps: BigInt(pointsBps) })),
    })),
  };
}

/** What is known of a product: what was not said is null. */
export function statementOf({ productId, inputs }: ScoreProductInput): object {
  return {
    productId,
    inputs: inputs.map(({ factor, value = null, source = null, asOf = null, feedId = null }) => {
      return { factor, value, source, asOf, feedId };
    }),
  };
}
