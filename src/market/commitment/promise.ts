/**
 * What a committer signs, as EIP-712 typed data, so that every wallet shows it. Its id follows from that and
 * from who signed: a signature that is sent twice is one commitment.
 */
import { recoverTypedDataAddress } from 'viem';
import { canonical } from '../../domain/shared/canonical.ts';
import { canonicalSignature } from '../../domain/shared/signature.ts';
import type { CommitmentDocument } from '../../store/documents/commitments.ts';
import { sha256 } from '../../store/sha256.ts';

const TYPES = {
  Commitment: [
    { name: 'reserveId', type: 'string' },
    { name: 'amount', type: 'uint256' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const;

type Signed = Pick<CommitmentDocument, 'reserveId' | 'amount' | 'expiresAt' | 'chainId'>;

/** The typed data of a commitment. The chain is that of the asset. */
export function typedDataOf({ reserveId, amount, expiresAt, chainId }: Signed) {
  return {
    domain: { name: 'Bulwark', version: '1', chainId },
    types: TYPES,
    primaryType: 'Commitment' as const,
    message: { reserveId, amount, expiresAt: BigInt(expiresAt) },
  };
}

/** Who signed it, or null for what is no signature in its one form. */
export async function signerOf(signed: Signed, signature: string): Promise<string | null> {
  const text = canonicalSignature(signature);
  if (text === null) return null;
  try {
    return await recoverTypedDataAddress({ ...typedDataOf(signed), signature: text });
  } catch {
    return null;
  }
}

/** The id of what a wallet has signed. */
export function commitmentIdOf({ reserveId, amount, expiresAt, chainId }: Signed, address: string): string {
  const content = canonical({ reserveId, amount, expiresAt, chainId, address: address.toLowerCase() });
  return `cmt_${sha256(content).slice(0, 24)}`;
}
