/** Which score a subject of the past would have had. */
import { SCORE_MAX } from '../../domain/pricing/hazard.ts';
import type { RiskKind } from '../../domain/risk/factors.ts';
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import { scoreOf } from '../../domain/risk/score.ts';

/** Under version 1 of the model, all inputs being new; moved by so many points, within 0 and 100. */
export function pastScore(kind: RiskKind, inputs: Readonly<Record<string, number>>, points = 0): number {
  const known = Object.entries(inputs).map(([factor, value]) => ({
    ...{ factor, value: BigInt(Math.round(value)), source: 'calibration', asOf: 0, feedId: null },
  }));
  const { value } = scoreOf(FIRST_MODELS[kind], known, 0);
  return Math.min(SCORE_MAX, Math.max(0, value + points));
}
