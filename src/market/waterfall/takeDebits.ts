/** Moves what an allocation takes of reserves, and tells of it. */
import { SLICE_REFILL_SECONDS } from '../../domain/shared/limits.ts';
import type { EventDebit } from '../../domain/waterfall/allocateEvent.ts';
import { payOut } from '../reserve/flows.ts';
import { noteRelease } from '../reserve/treasury.ts';
import type { Draft } from '../sequencer/draft.ts';

/** Pays the debits of reserves to whoever `toOf` names for the claimants, and says so once a reserve. */
export function takeFromReserves(
  draft: Draft,
  lossEventId: string,
  debits: readonly EventDebit[],
  toOf: (claimants: string) => string,
): void {
  const drawn = new Map<string, EventDebit[]>();
  for (const debit of debits) {
    if (!debit.layer.startsWith('rsv_')) continue;
    payOut(draft, debit.layer, toOf(debit.claimants), 'LOSS', debit.amount);
    drawn.set(debit.layer, [...(drawn.get(debit.layer) ?? []), debit]);
  }
  for (const [reserveId, parts] of drawn) {
    oweSlice(draft, reserveId);
    const amount = parts.reduce((sum, part) => sum + part.amount, 0n);
    if (draft.must('reserves', reserveId).kind === 'TREASURY')
      noteRelease(draft, reserveId, { lossEventId, amount });
    draft.emit({
      type: 'reserve.drawn',
      node: reserveId,
      also: parts.map(({ claimants }) => claimants),
      changes: { lossEventId, amount: `${amount}` },
    });
  }
}

/** A slice that was drawn has to be whole again by a time. */
function oweSlice(draft: Draft, reserveId: string): void {
  const reserve = draft.must('reserves', reserveId);
  if (reserve.kind !== 'PLATFORM_SLICE' || reserve.refillUntil !== null) return;
  draft.put('reserves', { ...reserve, refillUntil: draft.at + SLICE_REFILL_SECONDS });
}
