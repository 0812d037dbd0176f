/** Which command takes a product's incidents on: read from their documents, so that a restart carries on. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { type LossSurroundings, lossEventOf } from '../../market/incident/lossEvent.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';

export interface DueCommand {
  command: string;
  input: Record<string, unknown>;
}

/** A feed that is suspended for a split chain, and since when. */
export interface SplitFeed {
  feedId: string;
  since: UnixSeconds;
}

/** What else the next command of an incident follows from. */
export interface IncidentSurroundings extends LossSurroundings {
  /** A feed that it rests on and that is suspended for a split chain, or null. */
  split: SplitFeed | null;
  /** Assets with vaults behind them that hold another: what those hold is sold before an allocation. */
  soldFirst: ReadonlySet<string>;
}

/** The command that opens the incident of the oldest verdict that has none, or null. */
export function dueOpening({ _id: productId, verdicts }: ProductDocument): DueCommand | null {
  const verdict = verdicts.find(({ incidentId }) => incidentId === null);
  if (verdict === undefined) return null;
  return { command: 'openIncident', input: { productId, confirmedAt: verdict.confirmedAt } };
}

/**
 * The next command of an incident, or null while it waits. What is not being paid yet is held while a chain
 * of its feeds is split; a later incident of a product is assessed once those before it are paid.
 */
export function dueStep(
  incident: IncidentDocument,
  product: ProductDocument,
  surroundings: IncidentSurroundings,
  now: UnixSeconds,
): DueCommand | null {
  const { _id: incidentId, cursor } = incident;
  const { split } = surroundings;
  const isFirst = product.openIncidentIds[0] === incidentId;
  const when = (isDue: boolean, command: string, input = {}): DueCommand | null =>
    isDue ? { command, input: { incidentId, ...input } } : null;
  const pending = incident.challenges.find(({ status }) => status === 'PENDING');
  switch (incident.status) {
    case 'CONFIRMED':
    case 'SETTLING':
      return when(isSettled(incident, product), 'settleIncident');
    case 'CHALLENGE':
    case 'DELAYED':
      if (split !== null) return when(true, 'holdIncident', split);
      if (pending !== undefined)
        return when(true, 'reevaluateIncident', { challengeId: pending.challengeId });
      return when(isFirst && isPayable(incident, now), 'assessIncident', { cursor });
    case 'FORK_HELD':
      return when(split === null, 'releaseIncident', { heldSince: incident.heldSince });
    case 'ASSESSING':
      return when(isFirst, 'assessIncident', { cursor });
    case 'FINAL':
      return dueAllocation(incident, surroundings, now);
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

function isPayable({ payableAt }: IncidentDocument, now: UnixSeconds): boolean {
  return payableAt !== null && now >= payableAt;
}

/** Sold for first, where there is anything to sell, then allocated: both commands judge it again. */
function dueAllocation(
  incident: IncidentDocument,
  surroundings: IncidentSurroundings,
  now: UnixSeconds,
): DueCommand | null {
  const { _id: incidentId, assetId, saleUntil } = incident;
  const event = lossEventOf(incident, surroundings, now);
  if (!event.ready) return null;
  const allocate: DueCommand = { command: 'allocateIncident', input: { incidentId } };
  if (!surroundings.soldFirst.has(assetId)) return allocate;
  if (saleUntil === null) return { command: 'sellReserves', input: { incidentId } };
  return event.members.every((member) => member.saleUntil !== null && member.saleUntil <= now)
    ? allocate
    : null;
}
