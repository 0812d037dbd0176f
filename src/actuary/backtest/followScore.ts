/** A day later: the score follows its inputs and what its own feed shows, by the step of a day. */
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import { measure, measuredSpan } from '../../domain/risk/measure.ts';
import { isMeasured, withMeasured } from '../../domain/risk/measuredInputs.ts';
import { scoreOf, steppedFrom } from '../../domain/risk/score.ts';
import { SCORE_UPDATE_SECONDS } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { newest } from './hear.ts';
import { type Market, statedInputs } from './market.ts';
import { STABLECOIN_RULE } from './terms.ts';

const MODEL = FIRST_MODELS.STABLECOIN;
const { watch, maxGapSeconds } = STABLECOIN_RULE;

/** At the beginning of a day. What is stated is looked up anew each day, and comes to the same. */
export function followScore(market: Market, at: UnixSeconds): void {
  if (at % SCORE_UPDATE_SECONDS !== 0 || at === market.from) return;
  const stated = statedInputs(market.stated, at);
  const kept = market.inputs.filter(({ factor }) => !stated.some((other) => other.factor === factor));
  const wasMeasured = isMeasured(MODEL, market.inputs);
  market.inputs = measured(market, [...stated, ...kept]);
  const full = scoreOf(MODEL, market.inputs, at);
  const isFirst = !wasMeasured && isMeasured(MODEL, market.inputs);
  market.score = (isFirst ? full : steppedFrom(market.score, full)).value;
}

function measured({ watermark, from, readings }: Market, inputs: Market['inputs']): Market['inputs'] {
  const span = measuredSpan(watermark, from);
  if (span === null) return inputs;
  const closed = newest(readings, span.from - maxGapSeconds).filter(({ at }) => at <= span.until);
  const found = measure(closed, { ...span, watch, maxGapSeconds });
  const of = { source: 'its own feed', asOf: span.until };
  return found === null ? inputs : withMeasured(MODEL, inputs, found, of);
}
