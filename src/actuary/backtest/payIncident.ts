/** Pays an incident whose challenge window is over: who is owed, what bears it, what is left. */
import { type JudgedSegment, judgeSegment } from '../../domain/policy/judgeSegment.ts';
import type { Amount, UnixSeconds, Wad } from '../../domain/shared/units.ts';
import { allocateLoss } from '../../domain/waterfall/allocate.ts';
import { proRataPart } from '../../domain/waterfall/prorata.ts';
import { distribute, stopEarning } from './earn.ts';
import { free } from './hear.ts';
import { voidCancel } from './leavePolicy.ts';
import { coverOf, type HeldPolicy, type Market, putProduct, type Verdict } from './market.ts';

/** Pays whatever is payable by now. */
export function payIncidents(market: Market, at: UnixSeconds): void {
  market.verdicts.forEach((verdict, index) => {
    const { settled, paidAt } = verdict;
    if (paidAt !== null || settled === null || settled.payableAt > at) return;
    market.verdicts[index] = { ...verdict, ...pay(market, verdict, settled.ratioWad, at), paidAt: at };
  });
}

interface Judged {
  readonly policy: HeldPolicy;
  readonly judged: JudgedSegment;
}

function pay(
  market: Market,
  { breachStart, confirmedAt }: Verdict,
  ratioWad: Wad,
  at: UnixSeconds,
): { due: Amount; paid: Amount } {
  const owed = market.open.flatMap((policy) => judge(policy, { breachStart, ratioWad }));
  for (const { policy, judged } of owed) {
    // Its holder asked to leave after the breach had begun.
    voidCancel(market, policy);
    for (const { earning } of judged.earnedAtOnce) distribute(market, stopEarning(market, earning));
  }
  const due = owed.reduce((sum, { judged }) => sum + claimOf(judged), 0n);
  const layer = { keptMinimum: 0n, cap: null };
  const { debits, haircut } = allocateLoss(due, [
    { ...layer, id: 'CAPITAL', balance: market.capital },
    { ...layer, id: 'POOL_FUND', balance: market.fund },
  ]);
  market.capital -= debits[0]?.amount ?? 0n;
  market.fund -= debits[1]?.amount ?? 0n;
  let before = 0n;
  for (const { policy, judged } of owed) {
    const claim = claimOf(judged);
    policy.received += proRataPart({ funded: due - haircut, claimed: due }, before, claim);
    before += claim;
    const used = policy.segment.coverRemaining - judged.segment.coverRemaining;
    putProduct(market, { cover: coverOf(market) - used });
    policy.segment = judged.segment;
    if (judged.segment.coverRemaining === 0n) policy.end = 'PAID';
  }
  market.open = market.open.filter(({ end }) => end === null);
  free(market, confirmedAt, at);
  return { due, paid: due - haircut };
}

const claimOf = ({ parts }: JudgedSegment): Amount => parts.reduce((sum, { claim }) => sum + claim, 0n);

function judge(policy: HeldPolicy, incident: { breachStart: UnixSeconds; ratioWad: Wad }): Judged[] {
  const { segment, coverUntil, cancel } = policy;
  const judged = judgeSegment(segment, {
    ...{ incident, forkVoid: false, oracleGapRefunded: false, cancelledAt: cancel?.madeAt ?? null },
    ...{ boughtAt: segment.boughtAt, coverFrom: segment.coverFrom, coverUntil, deductibleBps: 0 },
    ...{ original: segment.coverAmount, remaining: segment.coverRemaining },
  });
  return judged.eligibility.eligible ? [{ policy, judged }] : [];
}
