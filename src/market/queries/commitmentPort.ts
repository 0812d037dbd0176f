/** What is read of commitments: a part of the port. */
import type { Amount } from '../../domain/shared/units.ts';
import type { CommitmentDocument, CommitmentStatus } from '../../store/documents/commitments.ts';
import type { Collection } from './port.ts';

export interface CommitmentFilter {
  reserveId?: string;
  status?: CommitmentStatus;
}

export interface CommitmentQueries {
  commitments: Collection<CommitmentDocument, CommitmentFilter>;
  /** By asset: what its commitments in force may still be called for. */
  callableOf(assetIds: readonly string[]): Promise<Map<string, { amount: Amount }>>;
}
