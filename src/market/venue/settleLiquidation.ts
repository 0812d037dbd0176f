/**
 * Ends a liquidation by the clock: pays the draws beyond the venue's own funds once their window is over, or
 * frees what one holds that was never closed.
 */
import { z } from 'zod';
import { LIQUIDATION_OPEN_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import { type LiquidationEvent, transitionLiquidation } from '../../domain/venue/states.ts';
import type { LiquidationDocument, VenueDocument } from '../../store/documents/venues.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { accrueVault } from '../vault/accrue.ts';
import { vaultIdOf } from '../vault/vaultId.ts';
import { vaultNeeds } from '../vault/vaultNeeds.ts';
import { judgeDebts } from './debts.ts';
import { drawHeld, layerNeeds, release, withHolds } from './layers.ts';

const input = z.strictObject({ liquidationId: idInput });
type Input = z.infer<typeof input>;

export const settleLiquidation: Command<Input, { liquidationId: string }> = {
  name: 'settleLiquidation',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ liquidationId }) => liquidationId,
  needs({ liquidationId }, { at }, world) {
    const liquidation = world.peek('liquidations', liquidationId);
    if (liquidation === null || liquidation === undefined) return [need('liquidations', liquidationId)];
    const { marketId, venueId } = liquidation;
    const market = world.peek('markets', marketId);
    return [
      need('liquidations', liquidationId),
      need('markets', marketId),
      need('venues', venueId),
      ...(market === null || market === undefined ? [] : layerNeeds(market)),
      ...liquidation.held.flatMap(({ reserveId }) =>
        reserveId === vaultIdOf(liquidation.assetId) ? vaultNeeds(world, reserveId, at) : [],
      ),
    ];
  },
  decide(world, { liquidationId }, { at }) {
    const draft = openDraft(world, at);
    const liquidation = draft.get('liquidations', liquidationId);
    if (liquidation === null) return refuse('NOT_FOUND', { id: liquidationId }, 'liquidationId');
    const before = draft.must('venues', liquidation.venueId);
    const venue = judgeDebts(draft, before);
    const event = dueEvent(liquidation, venue, at);
    const status = event === null ? null : transitionLiquidation(liquidation.status, event);
    if (event === null || status === null) {
      const reason = 'Its time has not come.';
      return refuse('STATUS_FORBIDS', { status: liquidation.status, reason, allowedActions: [] });
    }
    const vaultId = vaultIdOf(liquidation.assetId);
    if (liquidation.held.some(({ reserveId }) => reserveId === vaultId)) accrueVault(draft, vaultId);
    if (event === 'DRAWN') drawHeld(draft, liquidation);
    else release(draft, liquidation.marketId, liquidation.held);
    const after = event === 'TIME_OVER' ? withHolds(venue, liquidation.held, -1n) : venue;
    if (after !== before) draft.put('venues', after);
    const close = liquidation.close && { ...liquidation.close, voided: event === 'VOIDED' };
    draft.put('liquidations', { ...liquidation, status, held: [], close });
    tell(draft, liquidation, event);
    return draft.done({ liquidationId });
  },
};

function dueEvent(
  { status, openedAt, close }: LiquidationDocument,
  venue: VenueDocument,
  at: number,
): LiquidationEvent | null {
  if (status === 'OPENED') return at >= openedAt + LIQUIDATION_OPEN_SECONDS_MAX ? 'TIME_OVER' : null;
  if (close?.payableAt === null || close === null || at < close.payableAt) return null;
  return venue.status === 'ACTIVE' ? 'DRAWN' : 'VOIDED';
}

function tell(draft: Draft, liquidation: LiquidationDocument, event: LiquidationEvent): void {
  const { _id, marketId, venueId, accountId, assetId, held } = liquidation;
  const amount = held.reduce((sum, part) => sum + part.amount, 0n);
  draft.emit({
    type: 'liquidation.settled',
    node: _id,
    also: [marketId, venueId, accountId, ...held.map(({ reserveId }) => reserveId)],
    changes: { assetId, event, amount: `${amount}` },
  });
}
