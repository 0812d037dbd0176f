/**
 * What a governor signs: the whole of a proposal as EIP-712 typed data, so that every wallet shows it. A
 * signature is good for one proposal on one chain, and is counted once.
 */
import { recoverTypedDataAddress } from 'viem';
import { canonical } from '../../domain/shared/canonical.ts';
import { canonicalSignature } from '../../domain/shared/signature.ts';
import type { ProposalDocument } from '../../store/documents/governance.ts';
import { sha256 } from '../../store/sha256.ts';

const TYPES = {
  Approval: [
    { name: 'proposalId', type: 'string' },
    { name: 'reason', type: 'string' },
    { name: 'changes', type: 'string[]' },
    { name: 'contentHash', type: 'bytes32' },
  ],
} as const;

type Content = Pick<ProposalDocument, '_id' | 'proposerId' | 'reason' | 'chainId' | 'proposedAt' | 'changes'>;

/** Binds who proposed what, when and why. What the changes turned out to do is not a part of it. */
export function contentHashOf({ _id, proposerId, reason, chainId, proposedAt, changes }: Content): string {
  const asked = changes.map(({ kind, input }) => ({ kind, input }));
  return sha256(canonical({ _id, proposerId, reason, chainId, proposedAt, changes: asked }));
}

/** The typed data of a proposal. */
export function typedDataOf({ _id, reason, changes, chainId, contentHash }: ProposalDocument) {
  return {
    domain: { name: 'Bulwark', version: '1', chainId },
    types: TYPES,
    primaryType: 'Approval' as const,
    message: {
      proposalId: _id,
      reason,
      changes: changes.map(({ kind, input }) => `${kind} ${canonical(input)}`),
      contentHash: `0x${contentHash}` as const,
    },
  };
}

/** Who signed a proposal, or null for what is no signature in its one form. */
export async function signerOf(proposal: ProposalDocument, signature: string): Promise<string | null> {
  const canonicalText = canonicalSignature(signature);
  if (canonicalText === null) return null;
  try {
    return await recoverTypedDataAddress({ ...typedDataOf(proposal), signature: canonicalText });
  } catch {
    return null;
  }
}
