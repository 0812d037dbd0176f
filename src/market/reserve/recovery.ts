/** Recovery claims: how they come about, and what may be repaid of them now. */
import { repaymentNow } from '../../domain/fund/repayment.ts';
import { exitRoom } from '../../domain/pool/requirement.ts';
import { standingOf } from '../../domain/pool/standing.ts';
import { maximum, minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PayoutDocument } from '../../store/documents/incidents.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import type { RecoveryClaimDocument } from '../../store/documents/recoveryClaims.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { reserveOf } from '../ledger/accounts.ts';
import type { Means } from '../pool/runOffStep.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type IsUnpaid, isAtStake } from './atStake.ts';
import type { ReserveBooks } from './backing.ts';
import { reserveIdOf } from './reserveId.ts';

/** What somebody is owed by a fund, before it is numbered into its rounds. */
type Owed = Pick<RecoveryClaimDocument, '_id' | 'accountId' | 'assetId' | 'nodeId' | 'payoutId' | 'amount'>;

/** Records what a fund owes from now on, and repays as money comes. */
export function owe(draft: Draft, reserveId: string, claim: Owed): void {
  if (claim.amount === 0n) return;
  const reserve = draft.must('reserves', reserveId);
  const { rounds, round, owed } = reserve.recovery;
  // Those of a round that is under way are paid by what was owed when it began.
  const fromRound = round === null ? rounds : rounds + 1;
  draft.create('recoveryClaims', { ...claim, version: 0, reserveId, repaid: 0n, fromRound, open: true });
  draft.put('reserves', { ...reserve, recovery: { ...reserve.recovery, owed: owed + claim.amount } });
}

/** Records what a pool could not pay of a payout. */
export function oweRecovery(
  draft: Draft,
  poolId: string,
  {
    _id: payoutId,
    accountId,
    assetId,
    policyId,
  }: Pick<PayoutDocument, '_id' | 'accountId' | 'assetId' | 'policyId'>,
  amount: Amount,
): void {
  owe(draft, reserveIdOf('POOL_FUND', poolId), {
    _id: `clm_${payoutId.slice('pay_'.length)}_${poolId.slice('pool_'.length)}`,
    ...{ accountId, assetId, nodeId: policyId, payoutId, amount },
  });
}

/** What a fund owes and has not recovered for its claims yet. */
export function owesStill(draft: Pick<Draft, 'must'>, reserveId: string): Amount {
  const { recovery } = draft.must('reserves', reserveId);
  return maximum(0n, recovery.owed - recovery.recovered);
}

/** What was recovered after a loss is for those who were not paid in full, as far as anything is owed. */
export function noteRecovered(draft: Draft, reserveId: string, amount: Amount): void {
  const reserve = draft.must('reserves', reserveId);
  const { owed, recovered } = reserve.recovery;
  const recovery = { ...reserve.recovery, recovered: minimum(owed, recovered + amount) };
  draft.put('reserves', { ...reserve, recovery });
}

/** PAY: the next claims of a round. FUND: a round begins, with what there is for claims now. */
export type RecoveryStep = { step: 'PAY' } | { step: 'FUND'; fromPool: Amount; fromFund: Amount };

/**
 * The next step of repaying what a pool owes, or null while nothing can be done. A round begins only on
 * settled books: what is claimed for an incident that is not paid yet has the same right.
 */
export function nextRecoveryStep(
  books: ReserveBooks,
  reserve: ReserveDocument,
  pool: PoolDocument,
  { capital, backing }: Means,
  isUnpaid: IsUnpaid,
): RecoveryStep | null {
  const { owed, round, recovered } = reserve.recovery;
  if (round !== null) return { step: 'PAY' };
  if (owed === 0n || isAtStake(pool, isUnpaid)) return null;
  const standing = standingOf(pool, capital, backing);
  const wiped = pool.status === 'WIPED' ? minimum(capital, exitRoom(standing)) : 0n;
  const fund = books.balance(reserveOf(reserve._id), reserve.assetId);
  const given = repaymentNow({ fund, recovered, requirement: standing.requirement, wiped }, owed);
  return given.fromPool + given.fromFund === 0n ? null : { step: 'FUND', ...given };
}
