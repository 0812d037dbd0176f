/** The story as one JSON object: what `npm run -s demo -- --json` prints. */
import { formatTime } from '../shared/times.ts';
import type { Story } from './render.ts';
import type { PolicyStory } from './results.ts';

/** Amounts are strings of the smallest unit, times ISO 8601 in UTC, rates decimal strings. */
export function storyJson({ incidents, policies, refused, pool, ledger }: Story) {
  return {
    incidents: incidents.map(({ breachStart, confirmedAt, settlementValue, payoutRatio, final }) => ({
      breachStart,
      confirmedAt,
      settlementValue,
      payoutRatio,
      final,
    })),
    policies: policies.map(policyJson),
    refusals: refused.map(({ who, at, product, refusal }) => ({
      persona: who,
      at: formatTime(at),
      product,
      code: refusal?.code ?? null,
      cause: refusal?.cause ?? null,
    })),
    pool: { capitalBefore: pool.before.capital, capitalAfter: pool.after.capital },
    ledger,
  };
}

function policyJson({ id, status, coverAmount, coverRemaining, payout, reason }: PolicyStory) {
  return { id, status, coverAmount, coverRemaining, payout, ...(reason === undefined ? {} : { reason }) };
}
