/** Takes new shares of a pool that is under its minimum. */
import { type Take, takeLot } from '../../domain/auction/take.ts';
import { WHOLE_SHARE } from '../../domain/pool/results.ts';
import { AMOUNT_MAX, AUCTION_DUST_UNITS } from '../../domain/shared/limits.ts';
import type { Refusal } from '../../domain/shared/refusals.ts';
import { minimum } from '../../domain/shared/rounding.ts';
import type { Amount } from '../../domain/shared/units.ts';
import type { RecapitalisationDocument } from '../../store/documents/auctions.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';
import { wholeUnitOf } from '../asset/wholeUnit.ts';
import { availableOf, balanceId, capitalOf } from '../ledger/accounts.ts';
import { accruePool } from '../pool/accrue.ts';
import { missingOf, takeSteps } from '../pool/ladder.ts';
import { poolFeedNeeds, poolNeeds } from '../pool/poolNeeds.ts';
import { positionIdOf } from '../pool/positions.ts';
import { issueBelowValue } from '../pool/results.ts';
import { frozenRefusal } from '../pool/steppingIn.ts';
import { backingOf } from '../reserve/backing.ts';
import type { Draft } from '../sequencer/draft.ts';
import { type Need, need, type World } from '../sequencer/world.ts';
import { phaseOf } from './standing.ts';
import { movedRefusal, paymentRefusal, type Wanted } from './taking.ts';

/** What it reads and writes. */
export function takeSharesNeeds(
  world: World,
  { poolId, assetId }: RecapitalisationDocument,
  accountId: string,
  at: number,
): Need[] {
  return [
    ...poolNeeds(world, poolId, at),
    ...poolFeedNeeds(world, poolId),
    need('assets', assetId),
    need('positions', positionIdOf(poolId, accountId)),
    need('balances', balanceId(availableOf(accountId), assetId)),
  ];
}

/** Gives the shares and takes the money, or refuses. */
export function takeShares(
  draft: Draft,
  auction: RecapitalisationDocument,
  wanted: Wanted,
): { positionId: string; taken: Amount; paid: Amount } | Refusal {
  const { _id, poolId, assetId } = auction;
  const { accountId } = wanted;
  const pool = accruePool(draft, poolId);
  const closed = frozenRefusal(draft, pool);
  if (closed !== null) return closed;
  const take = takeOf(draft, auction, pool, wanted.amount);
  if ('refused' in take) return take;
  const { taken, paid } = take;
  const refusal = paymentRefusal(draft, wanted, paid, assetId);
  if (refusal !== null) return refusal;
  draft.put('auctions', { ...auction, taken: auction.taken + taken, paid: auction.paid + paid });
  const positionId = issueBelowValue(draft, pool, { accountId, shares: taken, paid });
  const changes = { kind: auction.kind, taken: `${taken}`, paid: `${paid}` };
  draft.emit({ type: 'auction.taken', node: _id, also: [poolId, positionId, accountId], changes });
  // Nobody is frozen here, so nothing is unpaid: a pool that has what is required is open at once.
  takeSteps(draft, poolId, () => false);
  return { positionId, taken, paid };
}

/** What the taker gets at this moment. */
function takeOf(
  draft: Draft,
  auction: RecapitalisationDocument,
  pool: PoolDocument,
  wanted: Amount,
): Take | Refusal {
  const phase = phaseOf(auction, pool, draft.at);
  const capital = draft.balance(capitalOf(pool._id), pool.assetId);
  const missing = missingOf(pool, capital, backingOf(draft, pool));
  if (phase.kind !== 'OPEN') return movedRefusal(phase, missing);
  const lot = AMOUNT_MAX - pool.shares;
  const terms = {
    ...{ price: phase.price, lotUnit: WHOLE_SHARE, needUnit: 1n },
    dust: AUCTION_DUST_UNITS * wholeUnitOf(draft, pool.assetId),
  };
  return takeLot({ lot, need: missing }, minimum(wanted, lot), terms) ?? movedRefusal(phase, missing);
}
