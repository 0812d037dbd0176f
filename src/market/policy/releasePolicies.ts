/** Ends policies past whose cover their product is decided, and gives their cover back to the pools. */
import { z } from 'zod';
import { isReleased } from '../../domain/policy/status.ts';
import { PAYOUT_POLICIES_MAX, STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { Command } from '../command.ts';
import { addSoldCover, soldCoverNeeds } from '../distribution/soldCover.ts';
import { idInput } from '../inputs.ts';
import { sweepNeeds, sweepWithoutShares } from '../pool/sweep.ts';
import { decidedUntilOf } from '../product/decided.ts';
import { restsOn } from '../product/restsOn.ts';
import { coverNeeds } from '../product/subjects.ts';
import { unresolvedStarts } from '../product/unresolved.ts';
import { productNeeds } from '../product/watchProduct.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { changeCover } from './changeCover.ts';

/** `tick` names the watcher's step. */
const input = z.strictObject({ productId: idInput, tick: z.string().max(STEP_NAME_LENGTH_MAX) });
type Input = z.infer<typeof input>;

export const releasePolicies: Command<Input, { released: number }> = {
  name: 'releasePolicies',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, tick }) => `${productId}:${tick}`,
  needs: ({ productId }, _context, world) => [
    ...productNeeds(world, productId),
    ...sweepNeeds(world, world.peek('products', productId)?.poolIds ?? []),
    ...endedNeeds(world, productId),
  ],
  decide(world, { productId }, { at }) {
    const draft = openDraft(world, at);
    const product = draft.get('products', productId);
    if (product === null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const decided = decidedIn(world, product);
    const unresolvedBreachStarts = unresolvedStarts(draft, product);
    let released = 0;
    for (const policyId of endedIds(world, productId)) {
      const policy = draft.must('policies', policyId);
      const { coverUntil } = policy;
      if (!policy.open || !isReleased({ coverUntil, decided, unresolvedBreachStarts })) continue;
      released += 1;
      draft.put('policies', { ...policy, end: 'EXPIRED', endedAt: coverUntil, open: false });
      changeCover(draft, productId, policy.segments, []);
      addSoldCover(draft, policy.distribution, policy.assetId, -policy.coverRemaining);
      draft.emit({
        type: 'policy.expired',
        node: policyId,
        also: [policy.accountId],
        eventTime: coverUntil,
      });
    }
    if (released === 0) {
      const reason = 'No policy has ended before the time until which the product is decided.';
      return refuse('STATUS_FORBIDS', { status: product.phase, reason, allowedActions: [] });
    }
    for (const poolId of product.poolIds) sweepWithoutShares(draft, poolId);
    return draft.done({ released });
  },
};

function decidedIn(world: World, product: ProductDocument): UnixSeconds | null {
  return decidedUntilOf(restsOn(product), {
    product: (id) => world.peek('products', id),
    feed: (id) => world.peek('feeds', id),
  });
}

function endedQuery(world: World, productId: string) {
  const product = world.peek('products', productId);
  const decided = product == null ? null : decidedIn(world, product);
  return decided === null ? null : { productId, until: decided - 1 };
}

function endedIds(world: World, productId: string): readonly string[] {
  const query = endedQuery(world, productId);
  return query === null ? [] : (world.range('endedPolicies', query) ?? []);
}

function endedNeeds(world: World, productId: string): Need[] {
  const product = world.peek('products', productId);
  if (product === undefined || product === null) return [];
  const incidents = product.openIncidentIds.map((id) => need('incidents', id));
  const query = endedQuery(world, productId);
  const range: Need[] = query === null ? [] : [{ range: 'endedPolicies', query, limit: PAYOUT_POLICIES_MAX }];
  const policies = endedIds(world, productId).flatMap((id) => [
    need('policies', id),
    ...soldCoverNeeds(world.peek('policies', id)),
  ]);
  const basis = restsOn(product);
  const members = basis.map((member) => need('products', member.productId));
  return [...coverNeeds(basis, product.sandbox), ...members, ...incidents, ...range, ...policies];
}
