/** What the rule's events do to a product and its pools: phases, earmarks and verdicts. */
import { earmarkAtBreach } from '../../domain/pool/earmark.ts';
import { type ProductEvent, transitionProduct } from '../../domain/product/states.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { ProductDocument, Verdict } from '../../store/documents/cover.ts';
import { incidentIdOf } from '../incident/incidentId.ts';
import { capitalOf } from '../ledger/accounts.ts';
import { freezePools } from '../pool/freeze.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Applies events in order. Needs the product, its pools and their capital. */
export function applyRuleEvents(
  draft: Draft,
  productId: string,
  events: readonly RuleEvent[],
  evidenceHash: string,
): void {
  for (const event of events) applyOne(draft, draft.must('products', productId), event, evidenceHash);
}

function applyOne(draft: Draft, product: ProductDocument, event: RuleEvent, evidenceHash: string): void {
  const node = product._id;
  switch (event.type) {
    case 'BREACH_STARTED':
      enterPhase(draft, product, 'BREACH_STARTED');
      setAside(draft, product);
      freezePools(draft, product);
      draft.emit({ type: 'breach.started', node, eventTime: event.breachStart });
      return;
    case 'BREACH_ENDED':
      enterPhase(draft, product, 'BREACH_ENDED');
      free(draft, product);
      draft.emit({ type: 'breach.ended', node, eventTime: event.slot, changes: { reason: event.reason } });
      return;
    case 'CONFIRMED': {
      const { breachStart, confirmedAt } = event;
      const verdict: Verdict = { breachStart, confirmedAt, settled: null, evidenceHash, incidentId: null };
      draft.put('products', { ...product, verdicts: [...product.verdicts, verdict] });
      keepForIncident(draft, product, incidentIdOf(node, confirmedAt));
      enterPhase(draft, draft.must('products', node), 'INCIDENT_CONFIRMED');
      return;
    }
    case 'SETTLED': {
      const { confirmedAt, settlesAt } = event;
      const settled = { settlesAt, valueWad: event.settlementValue, ratioWad: event.payoutRatio };
      const verdicts = product.verdicts.map((verdict) =>
        verdict.confirmedAt === confirmedAt ? { ...verdict, settled, evidenceHash } : verdict,
      );
      draft.put('products', { ...product, verdicts });
      return;
    }
    case 'RECOVERED':
      enterPhase(draft, product, 'RECOVERED');
      return;
  }
}

/** Moves a product to the phase that an event leads to; a suspended product keeps its phase. */
export function enterPhase(draft: Draft, product: ProductDocument, event: ProductEvent): void {
  const phase = transitionProduct(product.phase, event);
  if (phase === null) return;
  draft.put('products', { ...product, phase, phaseSince: draft.at });
}

/**
 * Earmarks in every pool what the breach may cost at most.
 * All cover counts, also cover that is still to begin.
 */
function setAside(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const entry = pool.products.find(({ productId }) => productId === product._id);
    if (entry === undefined) continue;
    const earmarked = pool.earmarks.reduce((sum, { amount }) => sum + amount, 0n);
    const capital = draft.balance(capitalOf(poolId), pool.assetId);
    const amount = earmarkAtBreach(capital, earmarked, entry.cover, entry.highestRatioWad);
    const earmark = { productId: product._id, incidentId: null, amount };
    draft.put('pools', { ...pool, earmarks: [...pool.earmarks, earmark] });
  }
}

/**
 * What the breach had set aside is the incident's from here on,
 * also while its document is still to be opened.
 */
function keepForIncident(draft: Draft, product: ProductDocument, incidentId: string): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const earmarks = pool.earmarks.map((earmark) =>
      earmark.productId === product._id && earmark.incidentId === null ? { ...earmark, incidentId } : earmark,
    );
    draft.put('pools', { ...pool, earmarks });
  }
}

/** Frees what a breach had set aside that ended without an incident. */
function free(draft: Draft, product: ProductDocument): void {
  for (const poolId of product.poolIds) {
    const pool = draft.must('pools', poolId);
    const earmarks = pool.earmarks.filter(
      ({ productId, incidentId }) => productId !== product._id || incidentId !== null,
    );
    draft.put('pools', { ...pool, earmarks });
  }
}
