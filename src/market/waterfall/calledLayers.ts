/**
 * What stands behind all other layers and has to be called: what was called of commitments and is paid in,
 * and after it the emergency treasury, as far as governors have approved. Nothing of either counts before.
 */
import { minimum } from '../../domain/shared/rounding.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import type { LossEventLayer } from '../../store/documents/lossEvents.ts';
import { commitmentsIdOf } from '../commitment/active.ts';
import { callsFor } from '../commitment/settleCalled.ts';
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
  const layers = [commitments(draft, assetId, members, draws), treasury(draft, assetId, members, draws)];
  return layers.filter((layer) => layer !== null);
}

/** What was called for these incidents; what was called for others waits for theirs. */
function commitments(
  draft: Draft,
  assetId: string,
  members: readonly IncidentDocument[],
  draws: LossEventLayer['draws'],
): LossEventLayer | null {
  const balance = callsFor(draft, assetId, members).reduce((sum, { call }) => sum + call.paidIn, 0n);
  if (balance === 0n) return null;
  const id = commitmentsIdOf(assetId);
  return { id, kind: 'COMMITMENTS', balance, keptMinimum: 0n, draws, caps: { [ALL]: null } };
}

function treasury(
  draft: Draft,
  assetId: string,
  members: readonly IncidentDocument[],
  draws: LossEventLayer['draws'],
): LossEventLayer | null {
  const approved = members.reduce((sum, { treasuryApproved }) => sum + treasuryApproved, 0n);
  if (approved === 0n) return null;
  const id = treasuryIdOf(assetId);
  const cap = minimum(approved, treasuryRoomOf(draft, assetId, null, draft.at));
  const balance = draft.balance(reserveOf(id), assetId);
  return { id, kind: 'TREASURY', balance, keptMinimum: 0n, draws, caps: { [ALL]: cap } };
}
