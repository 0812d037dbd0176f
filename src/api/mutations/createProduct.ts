/** Creates a product. Role OWNER. */
import { MINUTE_SECONDS } from '../../domain/shared/units.ts';
import type { BreachRule, PayoutShape } from '../../domain/trigger/rule.ts';
import type { CommandInputs } from '../commandInputs.ts';
import { inputError } from '../errors.ts';
import type {
  CreateProductInput,
  MutationResolvers,
  PayoutShapeInput,
  TriggerRuleInput,
} from '../generated/schema.generated.ts';
import { factorInputsOf } from './riskChanges.ts';
import { send } from './send.ts';

export const createProduct: MutationResolvers['createProduct'] = async (
  _parent,
  { input, dryRun },
  context,
) => {
  const { answer, ...sent } = await send(context, 'createProduct', productOrderOf(input), { dryRun });
  const product = answer === null || dryRun ? null : await context.loaders.product.load(answer.productId);
  return { product, ...sent };
};

/** The product as the command takes it. */
export function productOrderOf(input: CreateProductInput): CommandInputs['createProduct'] {
  const { peril, feedId: _feed, rule: _rule, basket: _basket, subjectSize, salesLevel, ...given } = input;
  const { pools, minRate = null, score = null, inputs, ...plain } = given;
  const { group, minCover = null, waitingSeconds = null, minimumCollusion = null, ...rest } = plain;
  const common = {
    ...rest,
    group: group ?? rest.subject,
    waitingSeconds,
    pools: pools.map(({ poolId, weight }) => ({ poolId, weightWad: weight })),
    minRateWad: minRate,
    minCover,
    minimumCollusion,
    score,
    inputs: inputs == null ? null : factorInputsOf(inputs),
  };
  return peril === 'BASKET'
    ? { ...common, peril, basket: basketOf(input) }
    : {
        ...{ ...common, peril, ...followed(input), subjectSize: subjectSize ?? null },
        salesLevelWad: salesLevel ?? null,
      };
}

/** A basket has members instead of all that a product of one feed has. */
function basketOf({ basket, feedId, rule, salesLevel, subjectSize }: CreateProductInput) {
  if (basket == null) throw inputError('input.basket', 'is what a basket needs');
  if ([feedId, rule, salesLevel, subjectSize].some((given) => given != null)) {
    throw inputError('input.basket', 'comes without feedId, rule, salesLevel and subjectSize');
  }
  return basket;
}

function followed({ basket, feedId, rule }: CreateProductInput): { feedId: string; rule: BreachRule } {
  if (basket != null) throw inputError('input.basket', 'is for the peril BASKET only');
  if (feedId == null) throw inputError('input.feedId', 'is what all but a basket need');
  if (rule == null) throw inputError('input.rule', 'is what all but a basket need');
  return { feedId, rule: ruleOf(rule) };
}

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
