/**
 * Premium that is not earned, with whoever earns it: against the policies, and against the hourly
 * buckets.
 */
import { lumpScaled } from '../../domain/policy/earningBucket.ts';
import { EARNING_SCALE } from '../../domain/policy/segment.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { Books, EarnerBook } from './books.ts';
import type { Findings } from './findings.ts';

/** Checks pools, commissions and vaults alike. The books have been filled from policies. */
export async function checkEarners(
  view: Database,
  findings: Findings,
  { earners, sold }: Books,
): Promise<void> {
  for (const [commissionId, { stated, sum }] of sold)
    findings.compare('commissions', commissionId, 'cover', sum, stated);
  for (const [earnerId, book] of earners) {
    // No document says what an income is: the buckets, and what has been handed on, prove it.
    if (book.collection === 'pools' || book.collection === 'commissions')
      checkUnearned(findings, earnerId, book);
  }
  await checkBuckets(view, findings, earners);
}

/** Unearned units times the scale, less what is earned of the next unit, is what all policies have left. */
function checkUnearned(findings: Findings, earnerId: string, book: EarnerBook): void {
  const { collection, earning, unearned, unearnedScaled } = book;
  const scaled = unearned * EARNING_SCALE - earning.carry;
  findings.compare(collection, earnerId, 'unearned premium', unearnedScaled, scaled);
}

/** Earning all that the buckets hold has to end at a rate of 0 with nothing left in unearned. */
async function checkBuckets(
  view: Database,
  findings: Findings,
  earners: ReadonlyMap<string, EarnerBook>,
): Promise<void> {
  const states = new Map([...earners].map(([id, { earning }]) => [id, { ...earning, scaled: 0n }]));
  for await (const row of readRows(view, 'earningBuckets', { sort: { earnerId: 1, hour: 1 } })) {
    findings.look('earningBuckets', row, ({ earnerId, hour, bucket }) => {
      const state = states.get(earnerId);
      if (state === undefined) {
        findings.note(
          'earningBuckets',
          row.id,
          'earnerId',
          'a pool, commission or vault that exists',
          earnerId,
        );
        return;
      }
      if (hour <= state.accruedTo) return;
      state.scaled += state.ratePerSecond * BigInt(hour - state.accruedTo) + lumpScaled(bucket);
      state.ratePerSecond += bucket.rateDelta;
      state.accruedTo = hour;
    });
  }
  for (const [earnerId, { ratePerSecond, scaled, carry }] of states) {
    const { collection = 'pools', unearned = 0n, pausedScaled = 0n } = earners.get(earnerId) ?? {};
    const running = unearned * EARNING_SCALE - carry - pausedScaled;
    findings.compare(collection, earnerId, 'rate after the last bucket', 0n, ratePerSecond);
    findings.compare(collection, earnerId, 'premium in the buckets', running, scaled);
  }
}
