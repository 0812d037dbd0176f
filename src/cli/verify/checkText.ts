/** Every check of a bundle's text, from its shape to its last byte. */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import type { EvidenceBundle } from '../../domain/evidence/bundle.ts';
import { checkCanonical } from '../../domain/evidence/checkCanonical.ts';
import type { Difference } from '../../domain/evidence/difference.ts';
import { verifyBundle } from '../../domain/evidence/verify.ts';
import { sha256 } from '../../store/sha256.ts';
import { checkSignatures } from './checkSignatures.ts';
import { parseBundle } from './parseBundle.ts';

/** A bundle that is what it says, or the first thing that differs. */
export type CheckedText =
  | { bundle: EvidenceBundle; difference: null }
  | { bundle: null; difference: Difference };

/** Checks a text. `familyOf` gives the family of a name, or null, to check signatures with. */
export async function checkText(
  text: string,
  familyOf: (name: string) => FeedFamily | null,
): Promise<CheckedText> {
  const bundle = parseBundle(text);
  if ('path' in bundle) return { bundle: null, difference: bundle };
  const difference =
    verifyBundle(bundle, sha256) ?? (await checkSignatures(bundle, familyOf)) ?? checkCanonical(text, bundle);
  return difference === null ? { bundle, difference } : { bundle: null, difference };
}
