/** Counts the incidents of a basket's members in event time, whatever order their feeds were read in. */
import type { UnixSeconds } from '../shared/units.ts';
import type { BasketRule } from './rule.ts';
import type { BasketState, Confirmation } from './state.ts';

/** A confirmation with whose it is. */
export interface MemberConfirmation extends Confirmation {
  readonly productId: string;
}

/** An incident of the basket: its times are those of the k-th that it counts. */
export interface BasketVerdict {
  readonly breachStart: UnixSeconds;
  readonly confirmedAt: UnixSeconds;
  /** All that it counts, in order: k, and more where they were confirmed at the very time of the k-th. */
  readonly counted: readonly MemberConfirmation[];
}

/**
 * Judges the confirmations up to and including `throughSlot`, and says what they complete. Every member's
 * confirmations up to there are known; those after it go on waiting. In order of confirmation, ties by breach
 * start and id:
 * one takes the place of an earlier one of the same member, those more than the window before it leave, and
 * with k members the basket has an incident. What it counts counts no more, nor what was confirmed at the
 * same
 * time: of one time there is one incident.
 * However the same confirmations arrive and are spread over calls, the verdicts and the last state are the
 * same.
 * Example: k 2, 30 days; USDC on day 0, USDC on day 20, DAI on day 45: DAI completes it, with USDC of day 20.
 */
export function judgeBasket(
  { k, windowSeconds }: BasketRule,
  state: BasketState,
  throughSlot: UnixSeconds,
): { state: BasketState; verdicts: BasketVerdict[] } {
  const verdicts: BasketVerdict[] = [];
  let counted = state.members.flatMap(({ productId, counted: own }) =>
    own === null ? [] : [{ ...own, productId }],
  );
  for (const next of dueInOrder(state, throughSlot)) {
    const { breachStart, confirmedAt } = next;
    const last = verdicts.at(-1);
    if (last?.confirmedAt === confirmedAt) {
      const known = last.counted.some(({ productId }) => productId === next.productId);
      if (!known) verdicts.splice(-1, 1, { ...last, counted: [...last.counted, next] });
      continue;
    }
    const others = counted.filter(({ productId }) => productId !== next.productId);
    counted = [...within(others, confirmedAt - windowSeconds), next];
    if (counted.length < k) continue;
    verdicts.push({ breachStart, confirmedAt, counted: counted.sort(byTime) });
    counted = [];
  }
  const left = within(counted, throughSlot - windowSeconds);
  const members = state.members.map((member) => ({
    ...member,
    waiting: member.waiting.filter(({ confirmedAt }) => confirmedAt > throughSlot),
    counted: confirmationOf(left.find(({ productId }) => productId === member.productId)),
  }));
  return { state: { judgedThrough: throughSlot, members }, verdicts };
}

function dueInOrder({ members }: BasketState, throughSlot: UnixSeconds): MemberConfirmation[] {
  return members
    .flatMap(({ productId, waiting }) => waiting.map((confirmation) => ({ ...confirmation, productId })))
    .filter(({ confirmedAt }) => confirmedAt <= throughSlot)
    .sort(byTime);
}

function byTime(a: MemberConfirmation, b: MemberConfirmation): number {
  return (
    a.confirmedAt - b.confirmedAt || a.breachStart - b.breachStart || (a.productId < b.productId ? -1 : 1)
  );
}

const within = (confirmations: readonly MemberConfirmation[], from: UnixSeconds): MemberConfirmation[] =>
  confirmations.filter(({ confirmedAt }) => confirmedAt >= from);

function confirmationOf(found: MemberConfirmation | undefined): Confirmation | null {
  if (found === undefined) return null;
  const { productId: _productId, ...confirmation } = found;
  return confirmation;
}
