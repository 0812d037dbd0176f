/**
 * Goes on with policies whose holders want that and whose cover ends within a day: the same amount again,
 * without waiting, paid from what the holder may spend, unless it costs more than the holder said. One that
 * cannot be renewed says why and is tried again every hour until its end.
 */
import { z } from 'zod';
import { PAYOUT_POLICIES_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { mulDivDown } from '../../domain/shared/rounding.ts';
import { WAD, YEAR_SECONDS } from '../../domain/shared/units.ts';
import type { AutoRenewal, PolicyDocument } from '../../store/documents/policies.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { editNeeds } from './editNeeds.ts';
import { type PricedExtension, priceExtension, sellExtension } from './extendPolicy.ts';
import { paymentRefusal } from './stepIntoPolicy.ts';

/** Cover that ends after `from`, by `until`; policies after the id `after`. `tick` names the step. */
const input = z.strictObject({
  productId: idInput,
  from: secondsInput,
  until: secondsInput,
  after: z.string().max(STEP_NAME_LENGTH_MAX),
  tick: z.string().max(STEP_NAME_LENGTH_MAX),
});
type Input = z.infer<typeof input>;
interface Answer {
  renewed: number;
  refused: number;
}

export const renewPolicies: Command<Input, Answer> = {
  name: 'renewPolicies',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, tick }) => `${productId}:${tick}`,
  needs: (step, { at }, world) => [
    need('products', step.productId),
    { range: 'renewingPolicies', query: queryOf(step), limit: PAYOUT_POLICIES_MAX },
    ...idsOf(world, step).flatMap((id) => renewalNeeds(world, id, at)),
  ],
  decide(world, step, { at }) {
    const draft = openDraft(world, at);
    if (draft.get('products', step.productId) === null)
      return refuse('NOT_FOUND', { id: step.productId }, 'productId');
    const answer: Answer = { renewed: 0, refused: 0 };
    for (const policyId of idsOf(world, step)) {
      const policy = draft.must('policies', policyId);
      const { autoRenew } = policy;
      if (autoRenew === null || !policy.open || policy.coverUntil <= at) continue;
      const priced = priceRenewal(draft, policy, autoRenew);
      if (isRefusal(priced)) {
        noteRefusal(draft, policy, autoRenew, priced);
        answer.refused += 1;
      } else {
        renew(draft, policy, autoRenew, priced);
        answer.renewed += 1;
      }
    }
    return draft.done(answer);
  },
};

const queryOf = ({ productId, from, until, after }: Input) => ({ productId, from, until, after });

const idsOf = (world: World, step: Input): readonly string[] =>
  world.range('renewingPolicies', queryOf(step)) ?? [];

/** The end that it would get follows from the policy: its hours are known once it is loaded. */
function renewalNeeds(world: World, policyId: string, at: number): Need[] {
  const policy = world.peek('policies', policyId);
  if (policy?.autoRenew == null) return [need('policies', policyId)];
  const coverUntil = endOf(world, policy, policy.autoRenew, at);
  return editNeeds({ policyId, coverUntil }, { at }, world);
}

/** As long again as the holder's term, and no further ahead than the longest term from now. */
function endOf(
  world: World,
  { productId, coverUntil }: PolicyDocument,
  autoRenew: AutoRenewal,
  at: number,
): number {
  const longest = world.peek('products', productId)?.termSecondsMax ?? autoRenew.termSeconds;
  return Math.min(coverUntil + autoRenew.termSeconds, at + longest);
}

function priceRenewal(
  draft: Draft,
  policy: PolicyDocument,
  autoRenew: AutoRenewal,
): PricedExtension | Refusal {
  const { termSecondsMax } = draft.must('products', policy.productId);
  const coverUntil = Math.min(policy.coverUntil + autoRenew.termSeconds, draft.at + termSecondsMax);
  const priced = priceExtension(draft, policy, coverUntil);
  if (isRefusal(priced)) return priced;
  const yearly = policy.coverRemaining * autoRenew.maxAnnualRateWad;
  // Down: a limit on the rate never lets a higher one through.
  const most = mulDivDown(yearly, BigInt(coverUntil - policy.coverUntil), BigInt(YEAR_SECONDS) * WAD);
  return paymentRefusal(draft, policy, priced.premium, most) ?? priced;
}

function renew(draft: Draft, policy: PolicyDocument, autoRenew: AutoRenewal, priced: PricedExtension): void {
  sellExtension(draft, policy, priced);
  draft.put('policies', {
    ...draft.must('policies', policy._id),
    autoRenew: { ...autoRenew, refused: null },
  });
  draft.emit({
    type: 'policy.renewed',
    node: policy._id,
    also: [policy.accountId, policy.productId],
    changes: { coverUntil: priced.coverUntil, premium: `${priced.premium}` },
  });
}

/** Told once for each reason: the next hour finds mostly the same. */
function noteRefusal(draft: Draft, policy: PolicyDocument, autoRenew: AutoRenewal, { code }: Refusal): void {
  if (autoRenew.refused === code) return;
  draft.put('policies', { ...policy, autoRenew: { ...autoRenew, refused: code } });
  draft.emit({
    type: 'policy.renewal_refused',
    node: policy._id,
    also: [policy.accountId],
    changes: { code },
  });
}
