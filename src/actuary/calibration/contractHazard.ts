/** The factor on the table of contract failure, asset loss and baskets: incidents over protocols. */
import { type ContractView, INCIDENTS, LISTED, TYPICAL_CONTRACT } from './contracts.ts';
import { pastScore } from './pastScore.ts';
import type { Evidence } from './posterior.ts';
import { priorIntensity } from './prior.ts';

const YEAR_DAYS = 365;

/** Years that listed protocols were listed, together, to the end of 2025; in between the list grew evenly. */
export const listedYears = (): number =>
  LISTED.slice(1).reduce((sum, [until, after], index) => {
    const [from, before] = LISTED[index] ?? [until, after];
    return sum + (((before + after) / 2) * (until - from)) / YEAR_DAYS;
  }, 0);

/** Incidents of all years. */
export const allIncidents = (): number => INCIDENTS.reduce((sum, [, incidents]) => sum + incidents, 0);

/** What was counted and what was expected under each view, with the typical score moved by so many points. */
export function contractEvidence(views: readonly ContractView[], points = 0): Evidence[] {
  const intensity = priorIntensity('CONTRACT', pastScore('CONTRACT', TYPICAL_CONTRACT, points));
  return views.map(({ weight, atRisk, fired, keys }) => ({
    weight,
    events: allIncidents() * (fired + keys),
    expected: listedYears() * atRisk * intensity,
  }));
}
