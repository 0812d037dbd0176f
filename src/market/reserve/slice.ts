/** What the platform earns: its own slice is refilled before it keeps anything. */
import { sliceRefill } from '../../domain/fund/slice.ts';
import { SLICE_REFILL_SECONDS } from '../../domain/shared/limits.ts';
import type { Amount } from '../../domain/shared/units.ts';
import { PLATFORM, reserveOf } from '../ledger/accounts.ts';
import type { Draft } from '../sequencer/draft.ts';
import { payIn } from './flows.ts';
import { reserveIdOf } from './reserveId.ts';

/** Gives the platform its part of premium: the slice has what it lacks of it. */
export function payPlatform(draft: Draft, from: string, assetId: string, amount: Amount): void {
  if (amount === 0n) return;
  const refill = refillOf(draft, assetId, amount);
  payIn(draft, from, reserveIdOf('PLATFORM_SLICE', assetId), 'PREMIUM', refill);
  noteFilled(draft, assetId);
  draft.move(from, PLATFORM, assetId, amount - refill);
}

/** What of an income of the platform its slice still lacks. */
function refillOf(draft: Draft, assetId: string, income: Amount): Amount {
  const sliceId = reserveIdOf('PLATFORM_SLICE', assetId);
  const target = draft.must('reserves', sliceId).requirement?.stored ?? 0n;
  return sliceRefill(income, draft.balance(reserveOf(sliceId), assetId), target);
}

/** Says what the slice should hold; what the platform has kept goes into it first. */
export function sizeSlice(draft: Draft, assetId: string, target: Amount): void {
  const sliceId = reserveIdOf('PLATFORM_SLICE', assetId);
  const requirement = { desired: target, stored: target, updatedAt: draft.at };
  draft.put('reserves', { ...draft.must('reserves', sliceId), requirement });
  const refill = refillOf(draft, assetId, draft.balance(PLATFORM, assetId));
  payIn(draft, PLATFORM, sliceId, 'PREMIUM', refill);
  const slice = draft.must('reserves', sliceId);
  const isMissing = draft.balance(reserveOf(sliceId), assetId) < target;
  const refillUntil = isMissing ? (slice.refillUntil ?? draft.at + SLICE_REFILL_SECONDS) : null;
  draft.put('reserves', { ...slice, refillUntil });
  if (refill === 0n) return;
  const changes = { source: 'PREMIUM', amount: `${refill}` };
  draft.emit({ type: 'reserve.replenished', node: sliceId, changes });
}

function noteFilled(draft: Draft, assetId: string): void {
  const slice = draft.must('reserves', reserveIdOf('PLATFORM_SLICE', assetId));
  if (slice.refillUntil === null) return;
  const target = slice.requirement?.stored ?? 0n;
  if (draft.balance(reserveOf(slice._id), assetId) >= target)
    draft.put('reserves', { ...slice, refillUntil: null });
}
