/** What became of policies: due, paid at once, and repaid later. */
import type { Api, Sum } from '../parts/api.ts';
import type { Bought } from './sales.ts';

export interface Outcome {
  who: string;
  coin: string;
  pool: string;
  due: string;
  paid: string;
  repaid: string;
  remaining: string;
}

const POLICY = `query ($id: ID!) { policy(id: $id) {
  payouts { due { amount } paid { amount } recoveryClaim { repaid { amount } remaining { amount } } }
} }`;
interface PolicyData {
  policy: { payouts: { due: Sum; paid: Sum; recoveryClaim: { repaid: Sum; remaining: Sum } }[] };
}

/** The outcomes of policies with a payout, as their holders see them. */
export async function outcomesOf(api: Api, bought: readonly Bought[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { who, coin, pool, policyId } of bought) {
    const { policy } = await api.ask<PolicyData>(who, POLICY, { id: policyId });
    for (const { due, paid, recoveryClaim } of policy.payouts) {
      const { repaid, remaining } = recoveryClaim;
      outcomes.push({
        ...{ who, coin, pool, due: due.amount, paid: paid.amount },
        ...{ repaid: repaid.amount, remaining: remaining.amount },
      });
    }
  }
  return outcomes;
}
