/** What an allocation makes of calls: what it took is used, the rest comes back, what is missing is owed. */
import { type CommitmentCall, settleCalls } from '../../domain/commitment/calls.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { EventDebit } from '../../domain/waterfall/allocateEvent.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import { availableOf } from '../ledger/accounts.ts';
import { payOut } from '../reserve/flows.ts';
import type { Draft } from '../sequencer/draft.ts';
import { activeOf, commitmentsIdOf, putCommitment } from './active.ts';

interface Called {
  commitment: CommitmentDocument;
  call: CommitmentCall;
}

/** Calls of incidents that are not allocated yet, by commitment and in the order in which they were made. */
export function callsFor(draft: Draft, assetId: string, members: readonly IncidentDocument[]): Called[] {
  const memberIds = new Set(members.map(({ _id }) => _id));
  return activeOf(draft, assetId).flatMap((commitment) =>
    commitment.calls
      .filter(({ incidentId, lossEventId }) => lossEventId === null && memberIds.has(incidentId))
      .map((call) => ({ commitment, call })),
  );
}

interface Allocated {
  lossEventId: string;
  members: readonly IncidentDocument[];
  debits: readonly EventDebit[];
  haircuts: readonly Amount[];
}

/** Settles every call of the members. The money that was taken has left the reserve before. */
export function settleCalled(
  draft: Draft,
  assetId: string,
  { lossEventId, members, debits, haircuts }: Allocated,
): void {
  const called = callsFor(draft, assetId, members);
  const taken = sum(debits.filter(({ layer }) => layer === commitmentsIdOf(assetId)).map(amountOf));
  const settled = settleCalls(
    called.map(({ call }) => call),
    taken,
    sum(haircuts),
  );
  for (const [index, { commitment, call }] of called.entries()) {
    const { used, returned, owed } = settled[index] ?? { used: 0n, returned: 0n, owed: 0n };
    const before = draft.must('commitments', commitment._id);
    noteUsed(draft, before, lossEventId, used);
    giveBack(draft, before, call.incidentId, returned);
    const left = owed === 0n ? [] : [{ ...call, amount: owed, paidIn: 0n, lossEventId }];
    const calls = before.calls.flatMap((one) => (one.incidentId === call.incidentId ? left : [one]));
    putCommitment(draft, { ...before, used: before.used + used, calls });
  }
}

const amountOf = ({ amount }: EventDebit): Amount => amount;
const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((all, amount) => all + amount, 0n);

/** Tells what a loss has taken, when it was allocated or later. */
export function noteUsed(
  draft: Draft,
  { _id, accountId, assetId, reserveId }: CommitmentDocument,
  lossEventId: string,
  amount: Amount,
): void {
  if (amount === 0n) return;
  draft.emit({
    type: 'commitment.used',
    node: _id,
    also: [accountId, reserveId],
    changes: { assetId, amount: `${amount}`, lossEventId },
  });
}

/** Pays back what was paid in and is not needed. */
export function giveBack(
  draft: Draft,
  { _id, accountId, assetId, reserveId }: CommitmentDocument,
  incidentId: string,
  amount: Amount,
): void {
  if (amount === 0n) return;
  payOut(draft, commitmentsIdOf(assetId), availableOf(accountId), 'RETURN', amount);
  draft.emit({
    type: 'commitment.returned',
    node: _id,
    also: [accountId, reserveId, incidentId],
    changes: { assetId, amount: `${amount}` },
  });
}
