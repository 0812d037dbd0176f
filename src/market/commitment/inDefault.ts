/** What somebody may not do while a call is overdue: promise anew, or take a promise back. */
import { overdueOf } from '../../domain/commitment/calls.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { Draft } from '../sequencer/draft.ts';
import type { Need } from '../sequencer/world.ts';

/** One is enough: which commitments of an account lack what was called. */
export const defaultNeeds = (accountId: string): Need[] => [
  { range: 'defaultedCommitments', query: { accountId }, limit: 1 },
];

/** Refuses who is in default, by any of their commitments. */
export function defaultRefusal(
  { world, must }: Pick<Draft, 'world' | 'must'>,
  accountId: string,
  path: string,
): Refusal | null {
  const [id] = world.range('defaultedCommitments', { accountId }) ?? [];
  const overdue = id === undefined ? 0n : overdueOf(must('commitments', id));
  // None, or cured a moment ago in the same batch.
  if (overdue === 0n) return null;
  const owed = `Of what was called of ${id}, ${overdue} in the smallest unit is overdue.`;
  const reason = `${owed} Have it in the account: it is taken at once, and then this is allowed again.`;
  return refuse('STATUS_FORBIDS', { status: 'DEFAULTED', reason, allowedActions: [] }, path);
}
