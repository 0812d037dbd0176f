/** What a rival's purchase consists of: the content of a policy that the product itself has sold. */
import { createHash } from 'node:crypto';
import type { StoredDocument } from '../../../src/store/database.ts';
import { UNIT } from '../../support/marketplace.ts';
import type { Plain } from './models.ts';

export interface RivalPurchase {
  keyId: string;
  policyId: string;
  coverAmount: bigint;
  premium: bigint;
  policy: Plain;
  key: Plain;
}

/** Makes purchases that differ in id and amount, of the same shape and size as a sold policy. */
export function purchases(sold: StoredDocument): (buyerId: string, poolId: string) => RivalPurchase {
  let count = 0;
  const { version: _version, ...content } = sold;
  return (buyerId, poolId) => {
    count += 1;
    const keyId = `${buyerId}:buyPolicies:key-${count}`;
    const policyId = `pol_${count.toString(36).padStart(11, '0')}`;
    const coverAmount = BigInt(10 + (count % 90)) * UNIT;
    const premium = coverAmount / 100n;
    const inputHash = createHash('sha256').update(`${poolId}:${coverAmount}`).digest('hex');
    const answer = { policyIds: [policyId], premium: premium.toString() };
    const time = Number(content.boughtAt);
    const policy = { ...content, _id: policyId, accountId: buyerId };
    return { keyId, policyId, coverAmount, premium, policy, key: { _id: keyId, inputHash, answer, time } };
  };
}

/** Every rival starts with pools and buyers that no purchase of a run exhausts. */
export const RIVAL_LIMIT = 10n ** 9n * UNIT;
