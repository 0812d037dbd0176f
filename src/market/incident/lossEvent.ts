/**
 * Which incidents are allocated together: those whose [breach start, settlement] overlap and that share a
 * pool. Order of arrival or a delay must not decide who is paid.
 */
import { LOSS_EVENT_WAIT_SECONDS } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';

/** The members that are FINAL, by id; or until when the event waits for others at most. */
export type LossEvent = { ready: true; members: IncidentDocument[] } | { ready: false; until: UnixSeconds };

/**
 * Incidents that are not allocated yet and share pools, directly or through others.
 * `openBreach`: a pool has one.
 */
export function lossEventOf(
  incident: IncidentDocument,
  candidates: readonly IncidentDocument[],
  openBreach: boolean,
  at: UnixSeconds,
): LossEvent {
  const group = groupOf(incident, candidates);
  const members = group.filter(({ status }) => status === 'FINAL').sort((a, b) => (a._id < b._id ? -1 : 1));
  const firstFinal = Math.min(...members.map(({ finalAt }) => finalAt ?? at));
  const until = firstFinal + LOSS_EVENT_WAIT_SECONDS;
  const complete = members.length === group.length && !openBreach;
  return complete || at >= until ? { ready: true, members } : { ready: false, until };
}

function groupOf(incident: IncidentDocument, candidates: readonly IncidentDocument[]): IncidentDocument[] {
  const group = [incident];
  for (let size = 0; size < group.length; ) {
    size = group.length;
    for (const candidate of candidates) {
      if (group.some(({ _id }) => _id === candidate._id)) continue;
      if (group.some((member) => sharePool(member, candidate) && overlap(member, candidate)))
        group.push(candidate);
    }
  }
  return group;
}

function sharePool(a: IncidentDocument, b: IncidentDocument): boolean {
  return a.pools.some(({ poolId }) => b.pools.some((other) => other.poolId === poolId));
}

/** A settlement that is not known yet lies in the future. */
function overlap(a: IncidentDocument, b: IncidentDocument): boolean {
  const endOf = ({ settlesAt }: IncidentDocument) => settlesAt ?? Number.POSITIVE_INFINITY;
  return a.breachStart <= endOf(b) && b.breachStart <= endOf(a);
}
