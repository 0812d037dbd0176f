/** Seals the evidence of an incident that settles. */
import { type SealedBundle, sealBundle } from '../../market/evidence/sealBundle.ts';
import type { ProductDocument } from '../../store/documents/cover.ts';
import type { IncidentDocument } from '../../store/documents/incidents.ts';
import { EvidenceMissing } from '../../store/evidence/snapshots.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';

/**
 * The bundle of what the settlement follows from, or null where there is none. Evidence that is lost never
 * holds up a payment: the incident is then settled without, and the fault is reported.
 */
export async function sealEvidence(
  { database, report }: Step,
  product: ProductDocument,
  { _id: incidentId }: IncidentDocument,
): Promise<SealedBundle | null> {
  const verdict = product.verdicts.find((found) => found.incidentId === incidentId);
  // A basket has no readings of its own: its incident names those that caused it, each with its own bundle.
  if (product.feedId === null || verdict === undefined || verdict.settled === null) return null;
  const [feed] = await loadByIds(database, 'feeds', [product.feedId]);
  const { breachStart, confirmedAt, evidenceHash, settled } = verdict;
  const { settlesAt, valueWad: settlementValue, ratioWad: payoutRatio } = settled;
  if (feed === undefined || settlementValue === null) return null;
  const result = { ...{ incidentId, breachStart, confirmedAt, settlesAt }, settlementValue, payoutRatio };
  try {
    return await sealBundle(database, { feed, product, result: { ...result, evidenceHash } });
  } catch (error) {
    if (!(error instanceof EvidenceMissing)) throw error;
    report.errors.push({ about: `the evidence of ${incidentId}`, error });
    return null;
  }
}
