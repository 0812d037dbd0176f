/** Proofs that something is counted in a signed snapshot, checked with nothing else. */
import { z } from 'zod';
import type { Difference } from '../../domain/evidence/difference.ts';
import { PROOF_FORMAT, signedProofFault } from '../../domain/solvency/sealed.ts';
import { signatureDifference } from '../../market/solvency/checkSigned.ts';
import { amount, parseFile, signedHead } from '../../market/solvency/parseSigned.ts';
import { sha256 } from '../../store/sha256.ts';

const proofs = z
  .array(
    z.strictObject({
      format: z.literal(PROOF_FORMAT),
      tree: z.enum(['OWED', 'COVER']),
      assetId: z.string(),
      leaf: z.strictObject({ id: z.string(), amount, salt: z.string() }),
      proof: z.strictObject({
        index: z.int(),
        siblings: z.array(z.strictObject({ hash: z.string(), sum: amount })),
      }),
      ...signedHead,
    }),
  )
  .min(1);

/** What is counted, and in what. */
export interface CountedLeaf {
  id: string;
  tree: string;
  assetId: string;
  amount: string;
  sequence: number;
  journalHash: string;
  at: number;
  signer: string;
}

export type CheckedProofs =
  | { counted: CountedLeaf[]; difference: null }
  | { counted: null; difference: Difference };

const MEANINGS = {
  TREE: 'a tree of the head',
  INDEX: 'a place in the tree',
  LENGTH: 'as many neighbours as the place has',
  AMOUNT: 'amounts from 0 to the largest',
  SUM: 'the way up to lead to the sum of the root',
  HASH: 'the way up to lead to the hash of the root',
} as const;

/** Checks the text of some proofs; the first fault is named: SIGNATURE, or what is wrong with the way up. */
export async function checkProofsText(text: string): Promise<CheckedProofs> {
  const found = parseFile(text, proofs);
  if ('path' in found) return { counted: null, difference: found };
  const counted: CountedLeaf[] = [];
  for (const [index, signed] of found.entries()) {
    const fault = signedProofFault(signed, sha256);
    if (fault !== null) {
      return {
        counted: null,
        difference: { path: `${index}.proof`, expected: MEANINGS[fault], found: fault },
      };
    }
    const unsigned = await signatureDifference(signed);
    if (unsigned !== null) {
      return { counted: null, difference: { ...unsigned, path: `${index}.signature`, found: 'SIGNATURE' } };
    }
    const { head, tree, assetId, leaf, signer } = signed;
    const { sequence, journalHash, at } = head;
    counted.push({ id: leaf.id, tree, assetId, amount: `${leaf.amount}`, sequence, journalHash, at, signer });
  }
  return { counted, difference: null };
}
