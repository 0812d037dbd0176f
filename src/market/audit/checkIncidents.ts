/** Incidents against the payouts made for them, and against the money that was set aside. */
import type { Amount } from '../../domain/shared/units.ts';
import { proRataPart } from '../../domain/waterfall/prorata.ts';
import type { IncidentDocument, IncidentPool } from '../../store/documents/incidents.ts';
import type { Books, IncidentBook } from './books.ts';
import type { Findings } from './findings.ts';

/** Checks every incident, and what each pool still holds for claimants. */
export function checkIncidents(findings: Findings, books: Books): void {
  for (const book of books.incidents.values()) checkIncident(findings, book);
  for (const [poolId, { claims }] of books.pools) {
    findings.compare(
      'pools',
      poolId,
      'claims',
      fundedByPool(books, poolId) - paidByPool(books, poolId),
      claims,
    );
  }
}

function checkIncident(findings: Findings, { incident, payouts }: IncidentBook): void {
  const { _id, pools, policies, status } = incident;
  const claimedPaid = pools.reduce((sum, pool) => sum + pool.claimedPaid, 0n);
  const paid = pools.reduce((sum, pool) => sum + paidOf(pool), 0n);
  findings.compare('incidents', _id, 'policies.paid', payouts.count, policies.paid);
  findings.compare('incidents', _id, 'claimedPaid', payouts.due, claimedPaid);
  findings.compare('incidents', _id, 'paid', payouts.paid, paid);
  if (status !== 'PAID') return;
  findings.compare('incidents', _id, 'policies.eligible', payouts.count, policies.eligible);
  for (const pool of pools) {
    findings.compare('incidents', _id, `pools.${pool.poolId}.claimedPaid`, pool.claimed, pool.claimedPaid);
  }
}

/** What has been paid of a pool's claims: the running sum's part of what the event was given. */
function paidOf({ funded, eventClaimed, claimedBefore, claimedPaid }: IncidentPool): Amount {
  return proRataPart({ funded, claimed: eventClaimed }, claimedBefore, claimedPaid);
}

/** What a pool's layers have given to loss events so far; each event's sum stands in every member. */
function fundedByPool(books: Books, poolId: string): Amount {
  return sumOverEvents(books, poolId, ({ funded }) => funded);
}

/** What the pool's own capital has given of it. */
export function fromCapitalOf(books: Books, poolId: string): Amount {
  return sumOverEvents(books, poolId, ({ fromCapital }) => fromCapital);
}

function sumOverEvents(books: Books, poolId: string, amountOf: (pool: IncidentPool) => Amount): Amount {
  const byEvent = new Map<string, Amount>();
  for (const { incident, pool } of partsOf(books, poolId)) {
    if (incident.lossEventId !== null) byEvent.set(incident.lossEventId, amountOf(pool));
  }
  return [...byEvent.values()].reduce((sum, funded) => sum + funded, 0n);
}

function paidByPool(books: Books, poolId: string): Amount {
  return partsOf(books, poolId).reduce((sum, { pool }) => sum + paidOf(pool), 0n);
}

function partsOf({ incidents }: Books, poolId: string): { incident: IncidentDocument; pool: IncidentPool }[] {
  return [...incidents.values()].flatMap(({ incident }) =>
    incident.pools.filter((pool) => pool.poolId === poolId).map((pool) => ({ incident, pool })),
  );
}
