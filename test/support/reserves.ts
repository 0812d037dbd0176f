/** Ledger accounts of reserves, by what they are of. */
import { reserveOf } from '../../src/market/ledger/accounts.ts';
import { reserveIdOf } from '../../src/market/reserve/reserveId.ts';

export const poolFundOf = (poolId: string): string => reserveOf(reserveIdOf('POOL_FUND', poolId));
export const sharedFundOf = (assetId: string): string => reserveOf(reserveIdOf('SHARED_FUND', assetId));
