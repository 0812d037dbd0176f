/** Which command takes a product's incidents on: read from their documents, so that a restart carries on. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { lossEventOf } from '../../market/incident/lossEvent.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';

export interface DueCommand {
  command: string;
  input: Record<string, string | number>;
}

/** What an incident's loss event depends on: incidents that are not allocated yet, and the pools. */
export interface LossSurroundings {
  incidents: readonly IncidentDocument[];
  pools: readonly PoolDocument[];
}

/** The command that opens the incident of the oldest verdict that has none, or null. */
export function dueOpening({ _id: productId, verdicts }: ProductDocument): DueCommand | null {
  const verdict = verdicts.find(({ incidentId }) => incidentId === null);
  if (verdict === undefined) return null;
  return { command: 'openIncident', input: { productId, confirmedAt: verdict.confirmedAt } };
}

/**
 * The next command of an incident, or null while it waits. DELAYED
 * and FORK_HELD wait for somebody's decision.
 */
export function dueStep(
  incident: IncidentDocument,
  product: ProductDocument,
  surroundings: LossSurroundings,
  now: UnixSeconds,
): DueCommand | null {
  const { _id: incidentId, cursor } = incident;
  const when = (isDue: boolean, command: string, input = {}): DueCommand | null =>
    isDue ? { command, input: { incidentId, ...input } } : null;
  switch (incident.status) {
    case 'CONFIRMED':
    case 'SETTLING':
      return when(isSettled(incident, product), 'settleIncident');
    case 'CHALLENGE':
      return when(incident.payableAt !== null && now >= incident.payableAt, 'assessIncident', { cursor });
    case 'ASSESSING':
      return when(true, 'assessIncident', { cursor });
    case 'FINAL':
      return when(isLossComplete(incident, surroundings, now), 'allocateIncident');
    case 'ALLOCATED':
      return when(true, 'payIncident', { cursor });
    case 'PAYING':
      return incident.paidThrough ? when(true, 'closeIncident') : when(true, 'payIncident', { cursor });
    default:
      return null;
  }
}

function isSettled({ _id }: IncidentDocument, { verdicts }: ProductDocument): boolean {
  return verdicts.some(({ incidentId, settled }) => incidentId === _id && settled !== null);
}

/** Whether its loss event need not wait for others any more; the command judges it again. */
function isLossComplete(
  incident: IncidentDocument,
  { incidents, pools }: LossSurroundings,
  now: UnixSeconds,
): boolean {
  const poolIds = new Set(incident.pools.map(({ poolId }) => poolId));
  const openBreach = pools.some(
    ({ _id, earmarks }) => poolIds.has(_id) && earmarks.some(({ incidentId }) => incidentId === null),
  );
  return lossEventOf(incident, incidents, openBreach, now).ready;
}
