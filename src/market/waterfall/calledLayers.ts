/**
 * What stands behind all other layers and has to be called: the emergency treasury, as far as governors have
 * approved. It comes last, and nothing of it counts before.
 */
import { minimum } from '../../domain/shared/rounding.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { treasuryIdOf, treasuryRoomOf } from '../reserve/treasury.ts';
import type { Draft } from '../sequencer/draft.ts';

/** All draw under one cap. */
const ALL = 'ALL';

/** The layers that were called for the incidents of one loss event, for the pools that it hits. */
export function calledLayers(
  draft: Draft,
  assetId: string,
  members: readonly IncidentDocument[],
  poolIds: readonly string[],
): LossEventLayer[] {
  const draws = poolIds.map((claimants) => ({ claimants, cap: ALL }));
  const approved = members.reduce((sum, { treasuryApproved }) => sum + treasuryApproved, 0n);
  if (approved === 0n) return [];
  const id = treasuryIdOf(assetId);
  const cap = minimum(approved, treasuryRoomOf(draft, assetId, null, draft.at));
  const balance = draft.balance(reserveOf(id), assetId);
  return [{ id, kind: 'TREASURY', balance, keptMinimum: 0n, draws, caps: { [ALL]: cap } }];
}
