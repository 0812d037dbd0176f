/** What the rule's events do to a product and its pools: phases, earmarks and verdicts. */
import { incidentIdOf } from '../../domain/incident/incidentId.ts';
import type { RuleEvent } from '../../domain/trigger/events.ts';
import type { FeedProductDocument, Verdict } from '../../store/documents/cover.ts';
import { freezePools } from '../pool/freeze.ts';
import type { Draft } from '../sequencer/draft.ts';
import { free, keepForIncident, setAside } from './breachEarmark.ts';
import { enterPhase } from './enterPhase.ts';
import { tellBaskets, watchBaskets } from './tellBaskets.ts';

/** Applies events in order. Needs the product, its pools and their capital, and `basketNeeds`. */
export function applyRuleEvents(
  draft: Draft,
  productId: string,
  events: readonly RuleEvent[],
  evidenceHash: string,
): void {
  for (const event of events) {
    const product = mustFeedProduct(draft, productId);
    applyOne(draft, product, event, evidenceHash);
    if (event.type === 'BREACH_STARTED') watchBaskets(draft, product);
    tellBaskets(draft, product, event, evidenceHash);
  }
}

function mustFeedProduct(draft: Draft, productId: string): FeedProductDocument {
  const product = draft.must('products', productId);
  if (product.feedId === null) throw new Error(`${productId} has no feed`);
  return product;
}

function applyOne(draft: Draft, product: FeedProductDocument, event: RuleEvent, evidenceHash: string): void {
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
      const verdict: Verdict = {
        breachStart,
        confirmedAt,
        settled: null,
        evidenceHash,
        causes: [],
        incidentId: null,
      };
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
