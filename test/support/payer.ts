/** What is to be done next about an incident that may be paid, read from its document alone. */
import type { IncidentDocument } from '../../src/store/documents/incidents.ts';

export function nextStep({ _id: incidentId, status, cursor, paidThrough }: IncidentDocument): {
  command: 'assessIncident' | 'allocateIncident' | 'payIncident' | 'closeIncident';
  input: { incidentId: string; cursor?: string };
} {
  if (status === 'FINAL') return { command: 'allocateIncident', input: { incidentId } };
  if (status === 'PAYING' && paidThrough) return { command: 'closeIncident', input: { incidentId } };
  const isPaying = status === 'ALLOCATED' || status === 'PAYING';
  return { command: isPaying ? 'payIncident' : 'assessIncident', input: { incidentId, cursor } };
}
