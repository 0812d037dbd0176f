/** The commitments of an asset that are in force, and what changing them reads and writes. */
import { isTimeOver, leftOf, overdueOf } from '../../domain/commitment/calls.ts';
import { IN_FORCE, transitionCommitment } from '../../domain/commitment/states.ts';
import { COMMITMENTS_ACTIVE_MAX } from '../../domain/shared/limits.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import { availableOf, balanceId } from '../ledger/accounts.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { reserveIdOf } from '../reserve/reserveId.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';

/** All of them, by id. */
export const activeCommitments = (assetId: string): Need => ({
  range: 'activeCommitments',
  query: { assetId },
  limit: COMMITMENTS_ACTIVE_MAX,
});

const idsOf = (world: World, assetId: string): readonly string[] =>
  world.range('activeCommitments', { assetId }) ?? [];

/** Whether there are any, as far as has been loaded. */
export const hasCommitments = (world: World, assetId: string): boolean => idsOf(world, assetId).length > 0;

/** Where what was called of them waits for the allocation. */
export const commitmentsIdOf = (assetId: string): string => reserveIdOf('COMMITMENTS', assetId);

/** All commitments in force, the money of their accounts, and the reserve between. */
export function commitmentNeeds(world: World, assetId: string): Need[] {
  const accounts = idsOf(world, assetId).flatMap((id) => {
    const accountId = world.peek('commitments', id)?.accountId;
    return accountId === undefined ? [] : [need('balances', balanceId(availableOf(accountId), assetId))];
  });
  return [activeCommitments(assetId), ...reserveNeeds(commitmentsIdOf(assetId), assetId), ...accounts];
}

/** Those in force, by id. */
export const activeOf = ({ world, must }: Pick<Draft, 'world' | 'must'>, assetId: string) =>
  idsOf(world, assetId)
    .map((id) => must('commitments', id))
    .filter(({ status }) => IN_FORCE.includes(status));

/**
 * Keeps a commitment as it is now: in default while anything is overdue, and ended when nothing is open and
 * nothing can be called any more.
 */
export function putCommitment(draft: Draft, changed: CommitmentDocument): void {
  const commitment = judgeDefault(draft, changed);
  const { _id, calls, endsAt, status: before, accountId, assetId, reserveId, used } = commitment;
  const isOver = isTimeOver(endsAt, draft.at);
  const isDone = calls.length === 0 && (isOver || leftOf(commitment) === 0n);
  const status = isDone ? transitionCommitment(before, isOver ? 'TIME_OVER' : 'SPENT') : null;
  if (status === null) {
    draft.put('commitments', commitment);
    return;
  }
  draft.put('commitments', { ...commitment, status, endedAt: draft.at });
  const changes = { assetId, used: `${used}` };
  draft.emit({ type: 'commitment.ended', node: _id, also: [accountId, reserveId], changes });
}

/** In which state its calls put it. What was not there is told call by call; that all came is told here. */
function judgeDefault(draft: Draft, commitment: CommitmentDocument): CommitmentDocument {
  const { _id, accountId, assetId, reserveId, status: before } = commitment;
  const status = transitionCommitment(before, overdueOf(commitment) > 0n ? 'DEFAULTED' : 'CURED');
  if (status === null) return commitment;
  if (before === 'DEFAULTED')
    draft.emit({ type: 'commitment.cured', node: _id, also: [accountId, reserveId], changes: { assetId } });
  return { ...commitment, status };
}
