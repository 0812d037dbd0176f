/** One hash over all that an allocation follows from and all that it says. */
import { canonical } from '../../domain/shared/canonical.ts';
import type { LossEventDocument } from '../../store/documents/lossEvents.ts';
import { sha256 } from '../../store/sha256.ts';

/** The hash of an allocation, in lower case hex: anybody who has its parts finds the same. */
export function allocationHashOf(event: Omit<LossEventDocument, 'hash' | 'version' | 'allocatedAt'>): string {
  const { _id: lossEventId, assetId, members, claimants, layers, debits, haircuts } = event;
  return sha256(canonical({ lossEventId, assetId, members, claimants, layers, debits, haircuts }));
}
