/** What there is to collect of calls: money that came, calls whose incident was reversed, and late money. */
import { type CommitmentCall, isLate, isTimeOver, unpaidOf } from '../../domain/commitment/calls.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import { divideByWeights } from '../../domain/waterfall/prorata.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import { availableOf } from '../ledger/accounts.ts';
import { payIn, reserveNeeds } from '../reserve/flows.ts';
import { noteRecovered, owesStill } from '../reserve/recovery.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { activeOf, commitmentNeeds, putCommitment } from './active.ts';
import { paidInNow, payable } from './payIn.ts';
import { giveBack, noteUsed } from './settleCalled.ts';

/** Everything that collecting for an asset reads and writes. */
export function collectionNeeds(world: World, assetId: string): Need[] {
  const ids = world.range('activeCommitments', { assetId }) ?? [];
  const calls = ids.flatMap((id) => world.peek('commitments', id)?.calls ?? []);
  return [...commitmentNeeds(world, assetId), ...calls.flatMap((call) => callNeeds(world, assetId, call))];
}

function callNeeds(world: World, assetId: string, { incidentId, lossEventId }: CommitmentCall): Need[] {
  if (lossEventId === null) return [need('incidents', incidentId)];
  const event = world.peek('lossEvents', lossEventId);
  if (event == null) return [need('lossEvents', lossEventId)];
  return [
    need('lossEvents', lossEventId),
    ...event.members.map((member) => need('incidents', member.incidentId)),
    ...fundIdsOf(event).flatMap((fundId) => reserveNeeds(fundId, assetId)),
  ];
}

const fundIdsOf = ({ claimants }: LossEventDocument): string[] =>
  claimants.map(({ id }) => reserveIdOf('POOL_FUND', id));

/** Collects all that there is, and returns how many commitments it has changed. */
export function collect(draft: Draft, assetId: string): number {
  let count = 0;
  for (const { _id } of activeOf(draft, assetId)) {
    const before = draft.must('commitments', _id);
    let current = before;
    for (const call of before.calls) {
      const after =
        call.lossEventId === null ? stepOpen(draft, current, call) : stepLate(draft, current, call);
      if (after !== null) current = after;
    }
    current = noteLate(draft, current);
    if (current === before && !(before.calls.length === 0 && isTimeOver(before.endsAt, draft.at))) continue;
    putCommitment(draft, current);
    count += 1;
  }
  return count;
}

/**
 * Tells of what is late: what was asked for after its time, just now, and was not there. What nobody could
 * have paid yet is not late: between the allocation and the last payment nobody knows what is owed.
 */
function noteLate(draft: Draft, commitment: CommitmentDocument): CommitmentDocument {
  const { _id, accountId, assetId, reserveId, calls } = commitment;
  const late = calls.filter((call) => isLate(call, draft.at) && isOwedNow(draft, call));
  if (late.length === 0) return commitment;
  for (const call of late) {
    const { incidentId, dueAt } = call;
    draft.emit({
      type: 'commitment.defaulted',
      node: _id,
      also: [accountId, reserveId, incidentId],
      changes: { assetId, amount: `${unpaidOf(call)}`, incidentId, dueAt },
    });
  }
  const marked = calls.map((call) => (late.includes(call) ? { ...call, defaultedAt: draft.at } : call));
  return { ...commitment, calls: marked };
}

/** Before the allocation what was called, after the last payment what nobody bore. */
const isOwedNow = (draft: Draft, { lossEventId }: CommitmentCall): boolean =>
  lossEventId === null || isPaid(draft, draft.must('lossEvents', lossEventId));

const isPaid = (draft: Draft, { members }: LossEventDocument): boolean =>
  members.every(({ incidentId }) => draft.must('incidents', incidentId).status === 'PAID');

/** With a call as it is now, or without it. */
function withCall(
  commitment: CommitmentDocument,
  { incidentId }: CommitmentCall,
  next: CommitmentCall | null,
): CommitmentDocument {
  const rest = next === null ? [] : [next];
  const calls = commitment.calls.flatMap((one) => (one.incidentId === incidentId ? rest : [one]));
  return { ...commitment, calls };
}

/** Before the allocation what its committer has is paid in; of a reversed incident all comes back. */
function stepOpen(
  draft: Draft,
  commitment: CommitmentDocument,
  call: CommitmentCall,
): CommitmentDocument | null {
  if (draft.must('incidents', call.incidentId).status === 'REVERSED') {
    giveBack(draft, commitment, call.incidentId, call.paidIn);
    return withCall(commitment, call, null);
  }
  const next = paidInNow(draft, commitment, call);
  return next === call ? null : withCall(commitment, call, next);
}

/** After the last payment late money goes to the funds that owe still; when none does the call is over. */
function stepLate(
  draft: Draft,
  commitment: CommitmentDocument,
  call: CommitmentCall,
): CommitmentDocument | null {
  const event = draft.must('lossEvents', call.lossEventId ?? '');
  // What is owed is not known before.
  if (!isPaid(draft, event)) return null;
  const funds = fundIdsOf(event).map((fundId) => ({ fundId, owes: owesStill(draft, fundId) }));
  const owed = funds.reduce((sum, { owes }) => sum + owes, 0n);
  const paid = payable(draft, commitment, minimum(call.amount, owed));
  if (paid === 0n && owed > 0n) return null;
  const parts = divideByWeights(
    paid,
    funds.map(({ owes }) => owes),
  );
  for (const [index, { fundId }] of funds.entries()) {
    const part = parts[index] ?? 0n;
    payIn(draft, availableOf(commitment.accountId), fundId, 'RECOVERY', part);
    noteRecovered(draft, fundId, part);
  }
  noteUsed(draft, commitment, event._id, paid);
  const isOver = paid === call.amount || paid === owed;
  const next = isOver ? null : { ...call, amount: call.amount - paid };
  return withCall({ ...commitment, used: commitment.used + paid }, call, next);
}
