/** How a policy goes on by itself at its end. */
import { COVERED_SECONDS_MIN } from '../../domain/shared/limits.ts';
import type { Wad } from '../../domain/shared/units.ts';
import type { AutoRenewal, PolicyDocument } from '../../store/documents/policies.ts';

/** What the holder asks for: each renewal covers for as long as the policy does when it is asked. */
export function autoRenewalOf(
  { coverFrom, coverUntil }: Pick<PolicyDocument, 'coverFrom' | 'coverUntil'>,
  asked: { maxAnnualRateWad: Wad } | null,
): AutoRenewal | null {
  if (asked === null) return null;
  const termSeconds = Math.max(coverUntil - coverFrom, COVERED_SECONDS_MIN);
  return { ...asked, termSeconds, refused: null };
}
