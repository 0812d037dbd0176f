/** What a basket remembers of its members between two judgements, and what others may ask of it. */
import { BASKET_WAITING_MAX } from '../shared/limits.ts';
import type { UnixSeconds } from '../shared/units.ts';
import type { RuleEvent } from '../trigger/events.ts';
import type { BasketRule } from './rule.ts';

/** An incident of a member, as its own rule confirmed it. */
export interface Confirmation {
  readonly confirmedAt: UnixSeconds;
  readonly breachStart: UnixSeconds;
  /** The evidence of the member's feed then. */
  readonly evidenceHash: string;
}

/** One member. */
export interface MemberState {
  readonly productId: string;
  /**
   * Where its open breach began when it was opened, or null without one. It may move later, never earlier.
   */
  readonly openSince: UnixSeconds | null;
  /** Confirmed, but not every feed of the basket has been read so far: the oldest first. */
  readonly waiting: readonly Confirmation[];
  /** The newest that counts towards the next incident of the basket, or null. */
  readonly counted: Confirmation | null;
}

/** Plain data, never changed in place; its size does not grow with time. */
export interface BasketState {
  /** Confirmations up to here have been judged; null before the first. The basket's watermark. */
  readonly judgedThrough: UnixSeconds | null;
  readonly members: readonly MemberState[];
}

/** The memory of a new basket. An incident that was confirmed before does not count; an open breach may. */
export function initialBasketState(
  members: readonly { productId: string; openSince: UnixSeconds | null }[],
): BasketState {
  return {
    judgedThrough: null,
    members: members.map((member) => ({ ...member, waiting: [], counted: null })),
  };
}

/** What an event of a member's own rule adds. Each member's events come in their own order. */
export function withMemberEvent(
  state: BasketState,
  productId: string,
  event: RuleEvent,
  evidenceHash: string,
): BasketState {
  const change = changeOf(event, evidenceHash);
  if (change === null) return state;
  const members = state.members.map((member) => (member.productId === productId ? change(member) : member));
  return { ...state, members };
}

/** The same without an incident that was undone, as long as it is in no incident of the basket. */
export function withoutConfirmation(
  state: BasketState,
  productId: string,
  confirmedAt: UnixSeconds,
): BasketState {
  const isOther = (found: Confirmation): boolean => found.confirmedAt !== confirmedAt;
  const members = state.members.map((member) => {
    if (member.productId !== productId) return member;
    const { waiting, counted } = member;
    return {
      ...member,
      waiting: waiting.filter(isOther),
      counted: counted !== null && isOther(counted) ? counted : null,
    };
  });
  return { ...state, members };
}

function changeOf(event: RuleEvent, evidenceHash: string): ((member: MemberState) => MemberState) | null {
  switch (event.type) {
    case 'BREACH_STARTED':
      return (member) => ({ ...member, openSince: event.breachStart });
    case 'BREACH_ENDED':
      return (member) => ({ ...member, openSince: null });
    case 'CONFIRMED': {
      const { confirmedAt, breachStart } = event;
      const next = { confirmedAt, breachStart, evidenceHash };
      return (member) => ({ ...member, openSince: null, waiting: [...kept(member.waiting), next] });
    }
    case 'SETTLED':
    case 'RECOVERED':
      return null;
  }
}

/**
 * So many wait only while another feed stands still for months: then the newer takes the place of the last.
 */
function kept(waiting: readonly Confirmation[]): readonly Confirmation[] {
  return waiting.length < BASKET_WAITING_MAX ? waiting : waiting.slice(0, -1);
}

/**
 * Whether the breach of the basket is open: something is still to be decided, and with it as many members as
 * are needed may have had their incident. Exact times are not asked here, so it is never too late.
 */
export function isBasketOpen({ k }: BasketRule, { members }: BasketState): boolean {
  const pending = members.filter(({ openSince, waiting }) => openSince !== null || waiting.length > 0);
  const counted = members.filter((member) => member.counted !== null && !pending.includes(member));
  return pending.length > 0 && pending.length + counted.length >= k;
}

/** Breach starts that an incident of the basket may still turn out to have, of those that are known. */
export function unresolvedStarts({ members }: BasketState): UnixSeconds[] {
  return members.flatMap(({ openSince, waiting }) => [
    ...(openSince === null ? [] : [openSince]),
    ...waiting.map(({ breachStart }) => breachStart),
  ]);
}

/** The newest confirmation that counts, or is still to be judged, towards an incident at `at` or later. */
export function newestCounting(
  { windowSeconds }: BasketRule,
  { members }: BasketState,
  at: UnixSeconds,
): { productId: string; confirmedAt: UnixSeconds } | null {
  const counting = members.flatMap(({ productId, waiting, counted }) =>
    [...waiting, ...(counted === null ? [] : [counted])]
      .filter(({ confirmedAt }) => confirmedAt >= at - windowSeconds)
      .map(({ confirmedAt }) => ({ productId, confirmedAt })),
  );
  counting.sort((a, b) => b.confirmedAt - a.confirmedAt || (a.productId < b.productId ? -1 : 1));
  return counting[0] ?? null;
}

/** The members whose incident counts at a time, each with when it was confirmed, in the basket's order. */
export function countedMembers(
  { windowSeconds }: BasketRule,
  { members }: BasketState,
  at: UnixSeconds,
): { productId: string; confirmedAt: UnixSeconds | null }[] {
  return members.map(({ productId, waiting, counted }) => {
    const newest = waiting.at(-1) ?? counted;
    const counts = newest !== null && newest.confirmedAt >= at - windowSeconds;
    return { productId, confirmedAt: counts ? newest.confirmedAt : null };
  });
}
