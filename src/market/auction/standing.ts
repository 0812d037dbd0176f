/** Where an auction stands: what it sells at this moment, for how much, and what it still needs. */
import { type AuctionPhase, auctionPhase } from '../../domain/auction/phase.ts';
import { frozenSeconds } from '../../domain/pool/freezeClock.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { RecapitalisationDocument } from '../../store/documents/auctions.ts';
import type { PoolDocument } from '../../store/documents/pools.ts';

/**
 * The phase of an auction's round. Nobody can take anything while the pool is frozen, so the price may not
 * fall on meanwhile: a round that a freeze has interrupted is begun anew.
 */
export function phaseOf(
  { terms, round }: RecapitalisationDocument,
  pool: PoolDocument,
  at: UnixSeconds,
): AuctionPhase {
  if (frozenSeconds(pool, at) !== round.frozenSeconds) return { kind: 'RESET_DUE' };
  return auctionPhase(terms, round, at);
}
