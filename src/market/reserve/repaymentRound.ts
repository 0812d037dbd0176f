/** A round of repaying recovery claims: its money set aside at once, then paid claim by claim in id order. */
import { repayOne } from '../../domain/fund/repayment.ts';
import { RECOVERY_CLAIMS_MAX } from '../../domain/shared/limits.ts';
import { maximum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { ReserveDocument } from '../../store/documents/reserves.ts';
import { availableOf, balanceId, recoveryOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { payOut } from './flows.ts';

/** What a fund gives to a round, beside what another account has put into it already. */
interface RoundMeans {
  fromElsewhere: Amount;
  fromFund: Amount;
}

/** Takes what is given out of a fund: it belongs to the claims from now on. */
export function beginRound(
  draft: Draft,
  reserveId: string,
  { fromElsewhere, fromFund }: RoundMeans,
  also: string[],
): void {
  payOut(draft, reserveId, recoveryOf(reserveId), 'REPAYMENT', fromFund);
  const reserve = draft.must('reserves', reserveId);
  const { owed, recovered } = reserve.recovery;
  const round = { funded: fromElsewhere + fromFund, claimed: owed, passed: 0n, cursor: '' };
  const left = maximum(0n, recovered - fromFund);
  draft.put('reserves', { ...reserve, recovery: { ...reserve.recovery, recovered: left, round } });
  const changes = { amount: `${round.funded}`, owed: `${owed}` };
  draft.emit({ type: 'reserve.repaying', node: reserveId, also, changes });
}

/** Pays the next claims of the round that is under way. They have been named as needs. */
export function payRound(draft: Draft, reserve: ReserveDocument, claimIds: readonly string[]): void {
  const { recovery, _id: reserveId } = reserve;
  if (recovery.round === null) throw new Error(`no round of ${reserveId} is under way`);
  const { cursor, ...begun } = recovery.round;
  let round: typeof begun = begun;
  let repaid = 0n;
  for (const claimId of claimIds) {
    const claim = draft.must('recoveryClaims', claimId);
    if (claim.fromRound > recovery.rounds) continue;
    const { part, after } = repayOne(round, claim.amount - claim.repaid);
    round = { ...round, passed: after.passed };
    if (part === 0n) continue;
    draft.move(recoveryOf(reserveId), availableOf(claim.accountId), claim.assetId, part);
    const sum = claim.repaid + part;
    draft.put('recoveryClaims', { ...claim, repaid: sum, open: sum < claim.amount });
    repaid += part;
    draft.emit({
      type: 'recovery.repaid',
      node: claim.nodeId,
      also: [claim.accountId],
      changes: { amount: `${part}`, remaining: `${claim.amount - sum}` },
    });
  }
  const isOver = claimIds.length < RECOVERY_CLAIMS_MAX;
  if (isOver && round.passed !== round.claimed)
    throw new Error(`${reserveId} has passed ${round.passed} of ${round.claimed} that was owed`);
  const going = { round: { ...round, cursor: claimIds.at(-1) ?? cursor } };
  const over = { round: null, rounds: recovery.rounds + 1 };
  const sums = { owed: recovery.owed - repaid, repaid: recovery.repaid + repaid };
  draft.put('reserves', { ...reserve, recovery: { ...recovery, ...sums, ...(isOver ? over : going) } });
}

const queryOf = ({ _id, recovery }: ReserveDocument) => ({
  reserveId: _id,
  after: recovery.round?.cursor ?? '',
});

/** The next claims of the round that is under way. */
export const roundClaimIds = (world: World, reserve: ReserveDocument): readonly string[] =>
  world.range('openClaims', queryOf(reserve)) ?? [];

/** What a round reads and writes beside the fund itself. */
export function roundNeeds(world: World, reserveId: string): Need[] {
  const reserve = world.peek('reserves', reserveId);
  if (reserve == null) return [];
  const own = need('balances', balanceId(recoveryOf(reserve._id), reserve.assetId));
  if (reserve.recovery.round === null) return [own];
  return [
    own,
    { range: 'openClaims', query: queryOf(reserve), limit: RECOVERY_CLAIMS_MAX },
    ...roundClaimIds(world, reserve).flatMap((id) => {
      const claim = world.peek('recoveryClaims', id);
      const balance =
        claim == null ? [] : [need('balances', balanceId(availableOf(claim.accountId), claim.assetId))];
      return [need('recoveryClaims', id), ...balance];
    }),
  ];
}
