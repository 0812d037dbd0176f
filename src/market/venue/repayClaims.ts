/**
 * Repays what a venue's fund owes, by rounds as a pool's fund does. The watcher sends it while there is
 * something to give.
 */
import { z } from 'zod';
import { STEP_NAME_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { refuse } from '../../domain/shared/refusals.ts';
import type { Command } from '../command.ts';
import { idInput } from '../inputs.ts';
import { reserveOf } from '../ledger/accounts.ts';
import { reserveNeeds } from '../reserve/flows.ts';
import { beginRound, payRound, roundClaimIds, roundNeeds } from '../reserve/repaymentRound.ts';
import { openDraft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { fundRequirement, nextClaimStep } from './claims.ts';

/** `tick` names the state of the fund that the watcher saw: one step is taken once. */
const input = z.strictObject({
  venueId: idInput,
  fundId: idInput,
  tick: z.string().max(STEP_NAME_LENGTH_MAX),
});
type Input = z.infer<typeof input>;

export const repayClaims: Command<Input, { step: 'FUND' | 'PAY' }> = {
  name: 'repayClaims',
  input,
  sender: 'SYSTEM',
  money: false,
  naturalKey: ({ fundId, tick }) => `${fundId}:${tick}`,
  needs: ({ venueId, fundId }, _context, world) => claimNeeds(world, venueId, fundId),
  decide(world, { venueId, fundId }, { at }) {
    const draft = openDraft(world, at);
    const venue = draft.get('venues', venueId);
    const reserve = draft.get('reserves', fundId);
    if (venue === null || reserve === null) return refuse('NOT_FOUND', { id: fundId }, 'fundId');
    const required = fundRequirement(venue, fundId, (marketId) => draft.must('markets', marketId));
    const next = nextClaimStep(reserve, draft.balance(reserveOf(fundId), reserve.assetId), required);
    if (next === null) {
      const reason = 'Nothing is owed, or there is nothing to give.';
      return refuse('STATUS_FORBIDS', { status: venue.status, reason, allowedActions: [] });
    }
    if (next === 'PAY') payRound(draft, reserve, roundClaimIds(world, reserve));
    else beginRound(draft, fundId, { fromElsewhere: 0n, fromFund: next.fromFund }, [venueId]);
    return draft.done({ step: next === 'PAY' ? 'PAY' : 'FUND' });
  },
};

function claimNeeds(world: World, venueId: string, fundId: string): Need[] {
  const venue = world.peek('venues', venueId);
  const assetId = world.peek('reserves', fundId)?.assetId;
  return [
    need('venues', venueId),
    ...(venue?.marketIds ?? []).map((marketId) => need('markets', marketId)),
    ...(assetId === undefined ? [need('reserves', fundId)] : reserveNeeds(fundId, assetId)),
    ...roundNeeds(world, fundId),
  ];
}
