/**
 * Gives shares of a vault to another account, at once: they carry no cooldown and change none. From a breach
 * until it is paid nothing changes hands.
 */
import type { Refusal } from '../../domain/shared/refusals.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { PositionDocument } from '../../store/documents/pools.ts';
import { outOfRange } from '../amounts.ts';
import { emptyPosition, freeSharesOf, positionIdOf } from '../pool/positions.ts';
import { withReceived } from '../pool/results.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { accrueVault } from './accrue.ts';
import { vaultFrozenRefusal } from './stepping.ts';
import { vaultMark } from './vaultBooks.ts';
import { vaultNeeds } from './vaultNeeds.ts';

/** What giving shares of a vault reads and writes beside the giver's position. */
export const vaultTransferNeeds = (world: World, vaultId: string, toId: string, at: number): Need[] => [
  ...vaultNeeds(world, vaultId, at),
  need('positions', positionIdOf(vaultId, toId)),
];

/** Moves the shares and answers the id of the position that they went to, or refuses. */
export function transferVaultShares(
  draft: Draft,
  position: PositionDocument,
  shares: Amount,
  toId: string,
): string | Refusal {
  const { _id, poolId: vaultId, accountId } = position;
  const vault = accrueVault(draft, vaultId);
  const refusal =
    outOfRange(shares, 'shares', 1n, freeSharesOf(position)) ?? vaultFrozenRefusal(vault, shares, draft.at);
  if (refusal !== null) return refusal;
  const mark = vaultMark(draft, vault, draft.at);
  const toPositionId = positionIdOf(vaultId, toId);
  const to = draft.get('positions', toPositionId) ?? emptyPosition(vaultId, toId, draft.at);
  draft.put('positions', withReceived(position, -shares, mark));
  draft.put('positions', withReceived(to, shares, mark));
  draft.emit({
    type: 'position.transferred',
    node: _id,
    also: [toPositionId, accountId, toId],
    changes: { shares: `${shares}` },
  });
  return toPositionId;
}
