/** Which incidents are allocated together, and for which of them an incident waits. */
import { describe, expect, test } from 'vitest';
import { LOSS_EVENT_WAIT_SECONDS } from '../../../src/domain/shared/limits.ts';
import { lossEventOf } from '../../../src/market/incident/lossEvent.ts';
import type { IncidentDocument } from '../../../src/store/documents/incidents.ts';
import type { PoolDocument } from '../../../src/store/documents/pools.ts';

type Given = Partial<IncidentDocument> & Pick<IncidentDocument, '_id' | 'productId'>;

/**
 * An incident as far as loss events look at it: FINAL, of one pool, began at 100 and has settled at 200, unless
 * said otherwise.
 */
const incident = ({ poolId = 'pool', ...given }: Given & { poolId?: string }): IncidentDocument => {
  const sums = { claimed: 0n, funded: 0n, eventClaimed: 0n, claimedBefore: 0n, claimedPaid: 0n };
  const claims = { ...sums, capitalBefore: 0n, sharesBefore: 0n };
  const times = { breachStart: 100, confirmedAt: 110, settlesAt: 200, finalAt: 250 };
  return { status: 'FINAL', ...times, pools: [{ poolId, ...claims }], ...given } as IncidentDocument;
};

type Earmark = PoolDocument['earmarks'][number];
/** Pools as far as loss events look at them. */
const pool = (_id: string, earmarks: Earmark[]) => ({ _id, earmarks }) as PoolDocument;
const breach = (productId: string, incidentId: string | null = null) => ({
  productId,
  incidentId,
  amount: 1n,
});

const first = incident({ _id: 'inc_a1', productId: 'a' });
const other = incident({ _id: 'inc_b1', productId: 'b', settlesAt: 900, status: 'CHALLENGE', finalAt: null });
const later = incident({
  ...{ _id: 'inc_a2', productId: 'a', status: 'CHALLENGE', finalAt: null },
  ...{ breachStart: 300, confirmedAt: 310, settlesAt: 400 },
});
const final = (given: IncidentDocument): IncidentDocument => ({ ...given, status: 'FINAL', finalAt: 1_000 });
const idsOf = (event: ReturnType<typeof lossEventOf>) =>
  event.ready ? event.members.map(({ _id }) => _id) : event.until;

describe('a loss event', () => {
  test('waits for an incident that overlaps and shares the pool, at most three days', () => {
    const surroundings = {
      reaching: new Set<string>(),
      incidents: [first, other],
      pools: [pool('pool', [])],
    };
    const until = 250 + LOSS_EVENT_WAIT_SECONDS;
    expect(idsOf(lossEventOf(first, surroundings, 300))).toBe(until);
    expect(idsOf(lossEventOf(first, surroundings, until))).toEqual(['inc_a1']);
    const complete = { ...surroundings, incidents: [first, final(other)] };
    expect(idsOf(lossEventOf(first, complete, 1_000))).toEqual(['inc_a1', 'inc_b1']);
  });

  test('leaves out what does not overlap and what shares no pool', () => {
    const apart = incident({ _id: 'inc_c1', productId: 'c', status: 'SETTLING', breachStart: 201 });
    const elsewhere = incident({ _id: 'inc_d1', productId: 'd', status: 'SETTLING', poolId: 'elsewhere' });
    const surroundings = { reaching: new Set<string>(), incidents: [first, apart, elsewhere], pools: [] };
    expect(idsOf(lossEventOf(first, surroundings, 300))).toEqual(['inc_a1']);
  });

  test('does not wait for a second incident of a product that another one chains to the first', () => {
    // The second is assessed once the first is paid: together they would wait for each other.
    const surroundings = {
      reaching: new Set<string>(),
      incidents: [first, final(other), later],
      pools: [pool('pool', [])],
    };
    expect(idsOf(lossEventOf(first, surroundings, 1_000))).toEqual(['inc_a1', 'inc_b1']);
    expect(idsOf(lossEventOf(final(other), surroundings, 1_000))).toEqual(['inc_a1', 'inc_b1']);
  });

  test('takes the second incident of a product once the first is allocated', () => {
    const surroundings = {
      reaching: new Set<string>(),
      incidents: [later, final(other)],
      pools: [pool('pool', [])],
    };
    expect(idsOf(lossEventOf(final(other), surroundings, 1_000))).toBe(1_000 + LOSS_EVENT_WAIT_SECONDS);
  });

  test('waits for an open breach of its pools, also one that is confirmed and not opened yet', () => {
    const at = (earmarks: Earmark[]) =>
      idsOf(
        lossEventOf(first, { reaching: new Set(), incidents: [first], pools: [pool('pool', earmarks)] }, 300),
      );
    expect(at([breach('a', 'inc_a1')])).toEqual(['inc_a1']);
    expect(at([breach('b')])).toBe(250 + LOSS_EVENT_WAIT_SECONDS);
    expect(at([breach('b', 'inc_b1')])).toBe(250 + LOSS_EVENT_WAIT_SECONDS);
  });

  test('does not wait for the next breach of a product of which it has an incident', () => {
    const pools = [pool('pool', [breach('a', 'inc_a1'), breach('a')])];
    expect(idsOf(lossEventOf(first, { reaching: new Set(), incidents: [first], pools }, 300))).toEqual([
      'inc_a1',
    ]);
  });

  test('does not wait for a breach in a pool that it does not name', () => {
    const pools = [pool('pool', []), pool('elsewhere', [breach('d')])];
    expect(idsOf(lossEventOf(first, { reaching: new Set(), incidents: [first], pools }, 300))).toEqual([
      'inc_a1',
    ]);
  });
});
