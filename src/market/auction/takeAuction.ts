/** Takes shares of a pool that is under its minimum, at the price of this moment. */
import { z } from 'zod';
import { type Take, takeLot } from '../../domain/auction/take.ts';
import { WHOLE_SHARE } from '../../domain/pool/results.ts';
import { AMOUNT_MAX, AUCTION_DUST_UNITS } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount, Wad } from '../../domain/shared/units.ts';
import type { AuctionDocument } from '../../store/documents/auctions.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { cannotPay, outOfRange } from '../amounts.ts';
import type { Command } from '../command.ts';
import { amountInput, idInput } from '../inputs.ts';
import { availableOf, balanceId, capitalOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { missingOf, takeSteps } from '../pool/ladder.ts';
import { poolFeedNeeds, poolNeeds } from '../pool/poolNeeds.ts';
import { positionIdOf } from '../pool/positions.ts';
import { issueBelowValue } from '../pool/results.ts';
import { frozenRefusal } from '../pool/steppingIn.ts';
import { backingOf } from '../reserve/backing.ts';
import { type Draft, openDraft } from '../sequencer/draft.ts';
import { need } from '../sequencer/world.ts';
import { phaseOf } from './standing.ts';

const input = z.strictObject({
  auctionId: idInput,
  /** Shares. */
  amount: amountInput,
  /** What all of it may cost at most. */
  maxPrice: amountInput.nullable(),
});
type Input = z.infer<typeof input>;
interface Answer {
  auctionId: string;
  positionId: string;
  assetId: string;
  taken: Amount;
  paid: Amount;
}

export const takeAuction: Command<Input, Answer> = {
  name: 'takeAuction',
  input,
  sender: 'ACCOUNT',
  money: true,
  needs({ auctionId }, { principal, at }, world) {
    const auction = world.peek('auctions', auctionId);
    if (auction == null) return [need('auctions', auctionId)];
    const { poolId, assetId } = auction;
    const own = [
      need('positions', positionIdOf(poolId, principal.id)),
      need('balances', balanceId(availableOf(principal.id), assetId)),
    ];
    return [
      ...poolNeeds(world, poolId, at),
      ...poolFeedNeeds(world, poolId),
      need('assets', assetId),
      ...own,
    ];
  },
  decide(world, { auctionId, amount, maxPrice }, { principal, at }) {
    const draft = openDraft(world, at);
    const auction = draft.get('auctions', auctionId);
    if (auction === null) return refuse('NOT_FOUND', { id: auctionId }, 'auctionId');
    const { status, assetId, poolId } = auction;
    if (status !== 'OPEN') {
      const reason = 'Nothing is sold by it any more.';
      return refuse('STATUS_FORBIDS', { status, reason, allowedActions: [] }, 'auctionId');
    }
    const pool = accruePool(draft, poolId);
    const closed = outOfRange(amount, 'amount') ?? frozenRefusal(draft, pool);
    if (closed !== null) return closed;
    const take = takeOf(draft, auction, pool, amount);
    if ('refused' in take) return take;
    const { taken, paid } = take;
    if (maxPrice !== null && paid > maxPrice)
      return refuse('PRICE_ABOVE_LIMIT', { premium: paid, limit: maxPrice }, 'maxPrice');
    const available = draft.balance(availableOf(principal.id), assetId);
    const refusal = cannotPay(available, paid, assetId, 'amount');
    if (refusal !== null) return refusal;
    draft.put('auctions', { ...auction, taken: auction.taken + taken, paid: auction.paid + paid });
    const positionId = issueBelowValue(draft, pool, { accountId: principal.id, shares: taken, paid });
    const changes = { shares: `${taken}`, paid: `${paid}` };
    draft.emit({ type: 'auction.taken', node: auctionId, also: [poolId, positionId, principal.id], changes });
    // Nobody is frozen here, so nothing is unpaid: a pool that has what is required is open at once.
    takeSteps(draft, poolId, () => false);
    return draft.done({ auctionId, positionId, assetId, taken, paid });
  },
};

/** What the taker gets at this moment. */
function takeOf(draft: Draft, auction: AuctionDocument, pool: PoolDocument, wanted: Amount): Take | Refusal {
  const phase = phaseOf(auction, pool, draft.at);
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const need = missingOf(pool, capital, backingOf(draft, pool));
  const moved = (price: Wad | null, until: number | null) =>
    refuse('AUCTION_MOVED', { price, need, until }, 'auctionId');
  if (phase.kind !== 'OPEN') return moved(null, phase.kind === 'PAUSED' ? phase.until : null);
  const { decimals } = draft.must('assets', pool.assetId);
  const lot = AMOUNT_MAX - pool.shares;
  const terms = {
    ...{ price: phase.price, lotUnit: WHOLE_SHARE, needUnit: 1n },
    dust: AUCTION_DUST_UNITS * 10n ** BigInt(decimals),
  };
  const take = takeLot({ lot, need }, minimum(wanted, lot), terms);
  return take ?? moved(phase.price, null);
}
