/**
 * Judges the incidents of a basket's members up to a time that all their feeds have been read to.
 * What follows from a verdict is a command of its own, the same as for every product.
 */
import { z } from 'zod';
import { type BasketVerdict, judgeBasket } from '../../domain/basket/judge.ts';
import { incidentIdOf } from '../../domain/incident/incidentId.ts';
import { canonical } from '../../domain/shared/canonical.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { payoutRatio } from '../../domain/trigger/payout.ts';
import type { BasketDocument, IncidentCause, Verdict } from '../../store/documents/cover.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Command } from '../command.ts';
import { idInput, secondsInput } from '../inputs.ts';
import { freezePools } from '../pool/freeze.ts';
import { poolCapitalNeeds } from '../pool/poolNeeds.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { payingVaultNeeds } from '../vault/vaultNeeds.ts';
import { hasEarmark, keepForIncident, setAside } from './breachEarmark.ts';
import { enterPhase } from './enterPhase.ts';
import { mustBasket, weighBreach } from './tellBaskets.ts';

const input = z.strictObject({ productId: idInput, throughSlot: secondsInput });
type Input = z.infer<typeof input>;

export const advanceBasket: Command<Input, { incidents: number }> = {
  name: 'advanceBasket',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ productId, throughSlot }) => `${productId}:${throughSlot}`,
  needs({ productId }, _context, world) {
    const basket = world.peek('products', productId);
    const own = need('products', productId);
    if (basket == null || basket.feedId !== null) return [own];
    const pools = basket.poolIds.flatMap((poolId) => poolCapitalNeeds(world, poolId));
    const vaults = payingVaultNeeds(world, basket.assetId);
    return [own, ...basket.members.map(({ feedId }) => need('feeds', feedId)), ...pools, ...vaults];
  },
  decide(world, { productId, throughSlot }, { at }) {
    const draft = openDraft(world, at);
    const basket = draft.get('products', productId);
    if (basket === null || basket.feedId !== null) return refuse('NOT_FOUND', { id: productId }, 'productId');
    const newestAt = leastWatermark(draft, basket) ?? 0;
    const { judgedThrough } = basket.basketState;
    if (throughSlot > newestAt || throughSlot <= (judgedThrough ?? Number.NEGATIVE_INFINITY)) {
      return refuse('STALE', { newestAt: judgedThrough ?? 0 }, 'throughSlot');
    }
    const { state: basketState, verdicts } = judgeBasket(basket.rule, basket.basketState, throughSlot);
    draft.put('products', { ...basket, basketState });
    for (const verdict of verdicts) confirm(draft, mustBasket(draft, productId), verdict);
    weighBreach(draft, mustBasket(draft, productId));
    return draft.done({ incidents: verdicts.length });
  },
};

/** Until when every feed of a basket has been read; null while one has not been read at all. */
function leastWatermark(draft: Draft, { members }: BasketDocument): UnixSeconds | null {
  const watermarks = members.map(({ feedId }) => draft.must('feeds', feedId).watermark);
  return watermarks.reduce((least, next) => (least === null || next === null ? null : Math.min(least, next)));
}

/** BINARY: settled at its confirmation. Its evidence is the hash of the evidence of all that it counts. */
function confirm(draft: Draft, basket: BasketDocument, { counted, ...times }: BasketVerdict): void {
  const { _id: node, rule } = basket;
  const causes = counted.map(
    ({ productId, confirmedAt, evidenceHash }): IncidentCause => ({
      incidentId: incidentIdOf(productId, confirmedAt),
      evidenceHash,
    }),
  );
  const ratioWad = payoutRatio(rule.payout, 0n);
  const verdict: Verdict = {
    ...times,
    settled: { settlesAt: times.confirmedAt, valueWad: null, ratioWad },
    evidenceHash: sha256(canonical(causes)),
    causes,
    incidentId: null,
  };
  draft.put('products', { ...basket, verdicts: [...basket.verdicts, verdict] });
  // Of several incidents in one judgement each sets aside its own.
  if (!hasEarmark(draft, basket)) setAside(draft, basket);
  freezePools(draft, basket);
  keepForIncident(draft, basket, incidentIdOf(node, times.confirmedAt));
  enterPhase(draft, mustBasket(draft, node), 'BREACH_STARTED');
  enterPhase(draft, mustBasket(draft, node), 'INCIDENT_CONFIRMED');
}
