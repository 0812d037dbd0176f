import type { IncidentDocument, IncidentResult } from '../../store/documents/incidents.ts';

/** What an incident came to before any challenge. Throws for one without a result. */
export function firstResultOf(incident: IncidentDocument): IncidentResult {
  if (incident.firstResult !== null) return incident.firstResult;
  const { breachStart, confirmedAt, settlesAt, settlementValueWad, payoutRatioWad, evidenceHash } = incident;
  if (settlesAt === null || settlementValueWad === null || payoutRatioWad === null)
    throw new Error(`${incident._id} has no result`);
  return { breachStart, confirmedAt, settlesAt, settlementValueWad, payoutRatioWad, evidenceHash };
}
