/** Changes of risk models and scores as their commands take them. */
import type { StatedInput } from '../../market/risk/riskInput.ts';
import type {
  AdoptRiskModelInput,
  RiskFactorInput,
  ScoreProductInput,
} from '../generated/schema.generated.ts';

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

/** What is known of a product. */
export const statementOf = ({ productId, inputs }: ScoreProductInput): object => ({
  productId,
  inputs: factorInputsOf(inputs),
});

/** What is known of factors: what was not said is null. */
export const factorInputsOf = (inputs: readonly RiskFactorInput[]): StatedInput[] =>
  inputs.map(({ factor, value = null, source = null, asOf = null, feedId = null }) => {
    return { factor, value, source, asOf, feedId };
  });
