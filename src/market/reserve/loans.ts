/** What the emergency treasury has lent after a security breach, and how it comes back. */
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { TreasuryLoan } from '../../store/documents/reserves.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Keeps a loan until it is repaid. The money has moved. */
export function noteLoan(draft: Draft, treasuryId: string, loan: TreasuryLoan): void {
  const treasury = draft.must('reserves', treasuryId);
  draft.put('reserves', { ...treasury, loans: [...treasury.loans, loan] });
}

/**
 * Counts what somebody has paid into the treasury against what they owe it, the oldest loan first. What is
 * more than that is a contribution like any other.
 */
export function repayLoans(draft: Draft, treasuryId: string, accountId: string, paid: Amount): void {
  const treasury = draft.must('reserves', treasuryId);
  let left = paid;
  const loans = treasury.loans.flatMap((loan) => {
    if (loan.accountId !== accountId) return [loan];
    const part = minimum(left, loan.amount - loan.repaid);
    left -= part;
    const repaid = loan.repaid + part;
    return repaid === loan.amount ? [] : [{ ...loan, repaid }];
  });
  const amount = paid - left;
  if (amount === 0n) return;
  draft.put('reserves', { ...treasury, loans });
  const owed = loans
    .filter((loan) => loan.accountId === accountId)
    .reduce((sum, loan) => sum + loan.amount - loan.repaid, 0n);
  const changes = { amount: `${amount}`, owed: `${owed}` };
  draft.emit({ type: 'reserve.loan_repaid', node: treasuryId, also: [accountId], changes });
}
