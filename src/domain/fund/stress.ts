/** Whether the worst that has happened could happen again today (docs/mechanics.md section 7). */
import { adequacyRatio } from '../pool/requirement.ts';
import type { Amount, Wad } from '../shared/units.ts';

/** A historic event, or several at once, on today's book. */
export interface StressLoss {
  readonly scenario: string;
  readonly loss: Amount;
}

/** The worst of all, the first by name among equals; null where none was played. */
export function worstLoss(losses: readonly StressLoss[]): StressLoss | null {
  return losses.reduce<StressLoss | null>((worst, next) => {
    if (worst === null || next.loss > worst.loss) return next;
    return next.loss === worst.loss && next.scenario < worst.scenario ? next : worst;
  }, null);
}

/** Resources over the worst loss in WAD; null where nothing would be lost. Example: 300 over 200: 1.5. */
export function stressRatio(resources: Amount, losses: readonly StressLoss[]): Wad | null {
  return adequacyRatio(resources, worstLoss(losses)?.loss ?? 0n);
}
