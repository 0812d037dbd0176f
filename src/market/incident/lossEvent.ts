/**
 * Which incidents are allocated together: those whose [breach start, settlement] overlap and that share a
 * pool or a layer behind it. Order of arrival or a delay must not decide who is paid.
 */
import { LOSS_EVENT_WAIT_SECONDS } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';

type Earmark = PoolDocument['earmarks'][number];

/** Incidents that are not allocated yet, and all pools that they name. */
export interface LossSurroundings {
  incidents: readonly IncidentDocument[];
  pools: readonly PoolDocument[];
  /** Pools that may ask layers which all pools of their asset share. */
  reaching: ReadonlySet<string>;
}

/** The members that are FINAL, by id; or until when the event waits for others at most. */
export type LossEvent = { ready: true; members: IncidentDocument[] } | { ready: false; until: UnixSeconds };

/**
 * The loss event of a FINAL incident: incidents that overlap and share pools, directly or through others, and
 * as long as it waits, breaches that are open in those pools. Of one product only the first takes part: a
 * later one is assessed after the first is paid, so that waiting for it would only ever end by the clock.
 */
export function lossEventOf(
  incident: IncidentDocument,
  { incidents, pools, reaching }: LossSurroundings,
  at: UnixSeconds,
): LossEvent {
  const firsts = firstOfEachProduct(incidents);
  const group = groupOf(incident, [...firsts.values()], reaching);
  const members = group.filter(({ status }) => status === 'FINAL').sort((a, b) => (a._id < b._id ? -1 : 1));
  const firstFinal = Math.min(...members.map(({ finalAt }) => finalAt ?? at));
  const until = firstFinal + LOSS_EVENT_WAIT_SECONDS;
  const opened = new Set(incidents.map(({ _id }) => _id));
  // A breach that is open, or confirmed while its incident is still to be opened.
  const mayJoin = ({ productId, incidentId }: Earmark) =>
    !firsts.has(productId) && (incidentId === null || !opened.has(incidentId));
  const open = pools.some(
    (pool) => group.some((each) => touches(each, pool, reaching)) && pool.earmarks.some(mayJoin),
  );
  const complete = members.length === group.length && !open;
  return complete || at >= until ? { ready: true, members } : { ready: false, until };
}

function firstOfEachProduct(incidents: readonly IncidentDocument[]): Map<string, IncidentDocument> {
  const firsts = new Map<string, IncidentDocument>();
  for (const incident of incidents) {
    const first = firsts.get(incident.productId);
    if (first === undefined || incident.confirmedAt < first.confirmedAt)
      firsts.set(incident.productId, incident);
  }
  return firsts;
}

function groupOf(
  incident: IncidentDocument,
  candidates: readonly IncidentDocument[],
  reaching: ReadonlySet<string>,
): IncidentDocument[] {
  const group = [incident];
  for (let size = 0; size < group.length; ) {
    size = group.length;
    for (const candidate of candidates) {
      if (group.some(({ _id }) => _id === candidate._id)) continue;
      if (group.some((member) => shareLayer(member, candidate, reaching) && overlap(member, candidate)))
        group.push(candidate);
    }
  }
  return group;
}

const names = ({ pools }: IncidentDocument, poolId: string): boolean =>
  pools.some((pool) => pool.poolId === poolId);

const reaches = ({ pools }: IncidentDocument, reaching: ReadonlySet<string>): boolean =>
  pools.some(({ poolId }) => reaching.has(poolId));

function shareLayer(a: IncidentDocument, b: IncidentDocument, reaching: ReadonlySet<string>): boolean {
  if (a.pools.some(({ poolId }) => names(b, poolId))) return true;
  return a.assetId === b.assetId && reaches(a, reaching) && reaches(b, reaching);
}

/** Whether a breach in a pool may come to share something with an incident. */
function touches(
  incident: IncidentDocument,
  { _id, assetId }: PoolDocument,
  reaching: ReadonlySet<string>,
): boolean {
  if (names(incident, _id)) return true;
  return incident.assetId === assetId && reaching.has(_id) && reaches(incident, reaching);
}

/** A settlement that is not known yet lies in the future. */
function overlap(a: IncidentDocument, b: IncidentDocument): boolean {
  const endOf = ({ settlesAt }: IncidentDocument) => settlesAt ?? Number.POSITIVE_INFINITY;
  return a.breachStart <= endOf(b) && b.breachStart <= endOf(a);
}
