/** Positions and withdrawals: each position against its exits, and their sums against the pools. */
import { type PayoutLeft, payoutLeft } from '../../domain/pool/runOff.ts';
import { readRows } from '../../store/audit/rows.ts';
import type { Database } from '../../store/database.ts';
import type { PositionDocument, WithdrawalDocument } from '../../store/documents/pools.ts';
import type { Books, PoolBook } from './books.ts';
import type { Findings } from './findings.ts';
import { matchRows } from './matchRows.ts';

/** Checks every position with its withdrawals, then what the pools say of them all. */
export async function checkShares(
  view: Database,
  findings: Findings,
  books: Books,
): Promise<{ positions: number; withdrawals: number }> {
  let positions = 0;
  const exits = readRows(view, 'withdrawals', { sort: { positionId: 1, _id: 1 } });
  const withdrawals = matchRows('withdrawals', exits, 'positionId', findings);
  for await (const row of readRows(view, 'positions', { sort: { _id: 1 } })) {
    positions += 1;
    const own = await withdrawals.of(row.id);
    findings.look('positions', row, (position) => checkPosition(findings, books, position, own));
  }
  const counts = { positions, withdrawals: await withdrawals.end() };
  for (const [poolId, book] of books.pools) {
    const { pool, sums } = book;
    // While a round is paid, those of its shares that its next positions still hold.
    const { burned } = checkRunOff(findings, book);
    findings.compare('pools', poolId, 'shares', sums.shares, pool.shares + burned);
    findings.compare('pools', poolId, 'queuedShares', sums.queuedShares, pool.queuedShares);
    findings.compare('pools', poolId, 'queuedValue', sums.queuedValue, pool.queuedValue);
  }
  return counts;
}

/** What is held for a round, and what was paid in all. Answers what is left of the round. */
function checkRunOff(findings: Findings, { pool, runOff: held, sums }: PoolBook): PayoutLeft {
  const payout = pool.runOff?.round?.payout ?? null;
  const left = payout === null ? { amount: 0n, burned: 0n } : payoutLeft(payout);
  findings.compare('pools', pool._id, 'run-off', left.amount, held);
  findings.compare('pools', pool._id, 'runOff.paid', sums.paidOut, pool.runOff?.paid ?? 0n);
  return left;
}

function checkPosition(
  findings: Findings,
  { pools, vaults }: Books,
  position: PositionDocument,
  withdrawals: readonly WithdrawalDocument[],
): void {
  const { _id, poolId, shares, queuedShares, withdrawn } = position;
  const book = pools.get(poolId) ?? vaults.get(poolId);
  if (book === undefined) {
    findings.note('positions', _id, 'poolId', 'a pool or vault that exists', poolId);
    return;
  }
  const { sums } = book;
  let queued = 0n;
  let paid = 0n;
  let waiting = 0;
  for (const withdrawal of withdrawals) {
    const { status, sharesLeft, valueLeft } = withdrawal;
    findings.compare('withdrawals', withdrawal._id, 'poolId', poolId, withdrawal.poolId);
    const isOpen = status === 'QUEUED' || status === 'PART_PAID';
    if (!isOpen) findings.compare('withdrawals', withdrawal._id, 'sharesLeft', 0n, sharesLeft);
    if (isOpen) waiting += 1;
    queued += sharesLeft;
    paid += withdrawal.paid;
    sums.queuedValue += valueLeft;
  }
  findings.compare('positions', _id, 'queuedShares', queued, queuedShares);
  if ('vault' in book) findings.compare('positions', _id, 'queuedExits', waiting, position.queuedExits ?? 0);
  // What run-off has paid is no exit; for all positions together the pool says how much that is.
  if ('vault' in book || book.pool.runOff === null)
    findings.compare('positions', _id, 'withdrawn', paid, withdrawn);
  else if (withdrawn < paid) findings.note('positions', _id, 'withdrawn', `${paid} or more`, withdrawn);
  sums.paidOut += withdrawn - paid;
  if (shares < queuedShares) findings.note('positions', _id, 'shares', `${queuedShares} or more`, shares);
  sums.shares += shares;
  sums.queuedShares += queuedShares;
}
