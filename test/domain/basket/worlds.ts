/** Random histories of members' incidents, and a basket judged the slow way, straight from the sentence. */
import fc from 'fast-check';
import type { MemberConfirmation } from '../../../src/domain/basket/judge.ts';
import type { BasketRule } from '../../../src/domain/basket/rule.ts';
import { type BasketState, initialBasketState, withMemberEvent } from '../../../src/domain/basket/state.ts';

export function basketOf(k: number, windowSeconds: number, ids: readonly string[]): BasketRule {
  const members = ids.map((id) => ({ productId: id, subject: id.toUpperCase(), ruleHash: '0'.repeat(64) }));
  return { kind: 'BASKET', k, windowSeconds, members, payout: { kind: 'BINARY' } };
}

export const emptyState = ({ members }: BasketRule): BasketState =>
  initialBasketState(members.map(({ productId }) => ({ productId, openSince: null })));

/** Tells a basket of an incident of a member. */
export function told(state: BasketState, { productId, ...confirmation }: MemberConfirmation): BasketState {
  const { confirmedAt: slot, evidenceHash, ...times } = confirmation;
  const event = { type: 'CONFIRMED', slot, confirmedAt: slot, ...times } as const;
  return withMemberEvent(state, productId, event, evidenceHash);
}

export const confirmation = (productId: string, confirmedAt: number, lasted = 1): MemberConfirmation => ({
  productId,
  confirmedAt,
  breachStart: confirmedAt - lasted,
  evidenceHash: `${productId}${confirmedAt}`,
});

/** A basket of 2 to 5 members and their incidents: each member's own at times of its own, in order. */
export const histories = fc
  .integer({ min: 2, max: 5 })
  .chain((n) =>
    fc.record({
      k: fc.integer({ min: 1, max: n }),
      windowSeconds: fc.integer({ min: 1, max: 30 }),
      times: fc.array(fc.uniqueArray(fc.integer({ min: 5, max: 100 }), { maxLength: 6 }), {
        minLength: n,
        maxLength: n,
      }),
      lasted: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
    }),
  )
  .map(({ k, windowSeconds, times, lasted }) => {
    const ids = times.map((_times, index) => `m${index}`);
    const byMember = times.map((own, index) =>
      [...own].sort((a, b) => a - b).map((at, turn) => confirmation(`m${index}`, at, lasted[turn])),
    );
    return { rule: basketOf(k, windowSeconds, ids), byMember };
  });

/** Incidents of a basket by looking at every moment anew: its times and whom it counts. */
export function slowVerdicts(rule: BasketRule, all: readonly MemberConfirmation[]) {
  const verdicts: { confirmedAt: number; breachStart: number; members: string[] }[] = [];
  const moments = [...new Set(all.map(({ confirmedAt }) => confirmedAt))].sort((a, b) => a - b);
  const used = new Set<MemberConfirmation>();
  for (const at of moments) {
    const inWindow = all.filter(
      (found) => !used.has(found) && found.confirmedAt <= at && found.confirmedAt >= at - rule.windowSeconds,
    );
    const before = inWindow.filter(
      (found) =>
        found.confirmedAt < at &&
        !inWindow.some(
          ({ productId, confirmedAt }) =>
            productId === found.productId && confirmedAt > found.confirmedAt && confirmedAt < at,
        ),
    );
    const now = inWindow
      .filter(({ confirmedAt }) => confirmedAt === at)
      .filter((found) => !before.some(({ productId }) => productId === found.productId))
      .sort((a, b) => a.breachStart - b.breachStart || (a.productId < b.productId ? -1 : 1));
    const kth = now[rule.k - before.length - 1];
    if (kth === undefined) continue;
    const members = [...before, ...now].map(({ productId }) => productId).sort();
    verdicts.push({ confirmedAt: at, breachStart: kth.breachStart, members });
    // Older ones of the same members have had their turn as well.
    for (const found of all.filter(({ confirmedAt }) => confirmedAt <= at)) used.add(found);
  }
  return verdicts;
}

export const keyOf = ({ productId, confirmedAt }: MemberConfirmation): string =>
  `${productId}@${confirmedAt}`;
