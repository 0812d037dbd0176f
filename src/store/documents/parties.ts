/** Accounts and assets. */
import type { UnixSeconds } from '../../domain/shared/units.ts';

/** What an account may do beyond its own things. */
export type Role = 'OWNER' | 'CASHIER' | 'WATCHER' | 'GUARDIAN' | 'GOVERNOR';

/** A person or program that holds balances. `address` is the checksummed wallet it signs in with. */
export interface AccountDocument {
  _id: string;
  version: number;
  address: string;
  roles: Role[];
  createdAt: UnixSeconds;
  /** Feeds that it registered, where it is not the owner. */
  feedCount?: number;
  /** Orders of it that are open. */
  openOrderCount?: number;
  /** Distributors that it registered. */
  distributorCount?: number;
  /** Venues that it registered. */
  venueCount?: number;
  /** Webhooks of it that are not revoked. */
  webhookCount?: number;
}

/** A token that balances are kept in. */
export interface AssetDocument {
  _id: string;
  version: number;
  symbol: string;
  decimals: number;
  chainId: number;
  address: string;
  /** What its value follows: a pool never pays cover of a subject in an asset of the subject's group. */
  group: string;
  /** Vaults that back what is paid in it. */
  vaultIds?: string[];
  createdAt: UnixSeconds;
}
