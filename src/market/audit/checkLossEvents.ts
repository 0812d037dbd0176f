/** Allocations computed again from their own inputs, and compared with their incidents. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { allocateEvent } from '../../domain/waterfall/allocateEvent.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import { allocationHashOf } from '../waterfall/hash.ts';
import type { Books } from './books.ts';
import type { Findings } from './findings.ts';

/** What losses have drawn of each reserve, by its id. */
export type Draws = Map<string, Amount>;

/** Checks every loss event. Answers what they have drawn of reserves. */
export async function checkLossEvents(view: Database, findings: Findings, books: Books): Promise<Draws> {
  const draws: Draws = new Map();
  const seen = new Map<string, LossEventDocument>();
  for await (const row of readRows(view, 'lossEvents', { sort: { _id: 1 } })) {
    findings.look('lossEvents', row, (event) => {
      seen.set(event._id, event);
      checkOne(findings, event);
      for (const { layer, amount } of event.debits)
        if (layer.startsWith('rsv_')) draws.set(layer, (draws.get(layer) ?? 0n) + amount);
    });
  }
  for (const { incident } of books.incidents.values()) checkMember(findings, incident, seen);
  return draws;
}

function checkOne(findings: Findings, event: LossEventDocument): void {
  const { _id, claimants, layers, debits, haircuts, hash } = event;
  findings.compare('lossEvents', _id, 'hash', allocationHashOf(event), hash);
  const again = allocateEvent(claimants, layers);
  findings.compare('lossEvents', _id, 'debits', canonical(again.debits), canonical(debits));
  findings.compare('lossEvents', _id, 'haircuts', canonical(again.haircuts), canonical(haircuts));
}

/** An incident was given what its loss event says, and names its hash. */
function checkMember(
  findings: Findings,
  incident: IncidentDocument,
  events: ReadonlyMap<string, LossEventDocument>,
): void {
  const { _id, lossEventId, allocationHash, pools } = incident;
  if (lossEventId === null) return;
  const event = events.get(lossEventId);
  findings.compare('incidents', _id, 'allocationHash', event?.hash, allocationHash);
  if (event === undefined) return;
  for (const { poolId, funded, fromCapital, eventClaimed } of pools) {
    const index = event.claimants.findIndex(({ id }) => id === poolId);
    const loss = event.claimants[index]?.loss ?? 0n;
    const capital = event.debits.find(({ layer }) => layer === poolId)?.amount ?? 0n;
    findings.compare('incidents', _id, `pools.${poolId}.eventClaimed`, loss, eventClaimed);
    findings.compare(
      'incidents',
      _id,
      `pools.${poolId}.funded`,
      loss - (event.haircuts[index] ?? 0n),
      funded,
    );
    findings.compare('incidents', _id, `pools.${poolId}.fromCapital`, capital, fromCapital);
  }
}
