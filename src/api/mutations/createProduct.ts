/** Creates a product. Role OWNER. */
import { WAITING_SECONDS_DEFAULT } from '../../domain/policy/term.ts';
import { MINUTE_SECONDS } from '../../domain/shared/units.ts';
import type { BreachRule, PayoutShape } from '../../domain/trigger/rule.ts';
import { inputError } from '../errors.ts';
import type { MutationResolvers, PayoutShapeInput, TriggerRuleInput } from '../generated/schema.generated.ts';
import { send } from './send.ts';

export const createProduct: MutationResolvers['createProduct'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { rule, pools, minRate = null, minCover = null, group, waitingSeconds, ...plain } = input;
  const { subjectSize = null, minimumCollusion = null, ...rest } = plain;
  const command = {
    ...rest,
    group: group ?? rest.subject,
    waitingSeconds: waitingSeconds ?? WAITING_SECONDS_DEFAULT[rest.peril],
    pools: pools.map(({ poolId, weight }) => ({ poolId, weightWad: weight })),
    rule: ruleOf(rule),
    minRateWad: minRate,
    minCover,
    subjectSize,
    minimumCollusion,
  };
  const { answer, ...sent } = await send(context, 'createProduct', command, { dryRun });
  const product = answer === null || dryRun ? null : await context.loaders.product.load(answer.productId);
  return { product, ...sent };
};

/** Slots are multiples of a minute in every rule (docs/mechanics.md section 5). */
function ruleOf(input: TriggerRuleInput): BreachRule {
  return { ...input, slotSeconds: MINUTE_SECONDS, payout: payoutOf(input.payout) };
}

function payoutOf({ kind, attach, exhaust, tiers }: PayoutShapeInput): PayoutShape {
  switch (kind) {
    case 'BINARY':
      return { kind };
    case 'LINEAR': {
      if (attach === null || attach === undefined || exhaust === null || exhaust === undefined) {
        throw inputError('input.rule.payout', 'of kind LINEAR needs attach and exhaust');
      }
      return { kind, attach, exhaust };
    }
    case 'TIERED': {
      if (tiers === null || tiers === undefined || tiers.length === 0) {
        throw inputError('input.rule.payout', 'of kind TIERED needs tiers');
      }
      return { kind, tiers };
    }
  }
}
