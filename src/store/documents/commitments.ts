/** Commitments: signed promises to pay into an asset's losses when they are called. */
import type { Promised } from '../../domain/commitment/calls.ts';
import type { CommitmentStatus } from '../../domain/commitment/states.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';

export type { CommitmentStatus };

/** `_id` follows from what was signed and by whom: one signature is one commitment. */
export interface CommitmentDocument extends Promised {
  _id: string;
  version: number;
  accountId: string;
  /** The wallet that signed. */
  address: string;
  /** The shared fund whose losses it is for, and what that pays. */
  reserveId: string;
  assetId: string;
  /** Of the domain that is signed. */
  chainId: number;
  /** As it was signed. */
  expiresAt: UnixSeconds;
  signature: string;
  status: CommitmentStatus;
  /** No breach that begins then or later is its concern: `expiresAt`, or before where notice was given. */
  endsAt: UnixSeconds;
  createdAt: UnixSeconds;
  acceptedAt: UnixSeconds | null;
  endedAt: UnixSeconds | null;
}
