/** Reserves are named by what they belong to, so that nobody has to look for them. */
import type { ReserveKind } from '../../store/documents/reserves.ts';

const WORDS: Readonly<Record<ReserveKind, string>> = {
  POOL_FUND: 'fund',
  MARKET_FUND: 'market',
  VENUE_FUND: 'venue',
  VENUE_COLLATERAL: 'collateral',
  SHARED_FUND: 'shared',
  PLATFORM_SLICE: 'slice',
  VAULT: 'vault',
  VAULT_PROCEEDS: 'proceeds',
  COMMITMENTS: 'commitments',
  TREASURY: 'treasury',
};

/** The pool whose own fund a reserve is, or null. */
export function poolOfFund(reserveId: string): string | null {
  const own = `rsv_${WORDS.POOL_FUND}_`;
  return reserveId.startsWith(own) ? `pool_${reserveId.slice(own.length)}` : null;
}

/**
 * The id of the reserve of a kind: of a pool, of a venue's market, or for the asset that cover is paid in.
 * Example: `rsv_fund_00000000f000` of `pool_00000000f000`.
 */
export const reserveIdOf = (kind: ReserveKind, ownerId: string): string =>
  `rsv_${WORDS[kind]}_${ownerId.slice(ownerId.indexOf('_') + 1)}`;
