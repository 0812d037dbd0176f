/** Signatures of reports, checked again by the family that took them, with the keys of the registration. */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import type { EvidenceBundle, EvidenceClosing } from '../../domain/evidence/bundle.ts';
import type { SourceRegistration } from '../../domain/evidence/closing.ts';
import { registrationText } from '../../domain/evidence/closing.ts';
import { type Difference, firstDifference } from '../../domain/evidence/difference.ts';
import { type ObservationRecord, recordName, reported } from '../../domain/evidence/record.ts';
import type { RecordCorrection } from '../../domain/evidence/reevaluate.ts';
import { sha256 } from '../../store/sha256.ts';

type FamilyOf = (name: string) => FeedFamily | null;

/** The first report that is not what its family makes of what was signed, or null. */
export async function checkSignatures(
  { closings, feed, correction }: EvidenceBundle,
  familyOf: FamilyOf,
): Promise<Difference | null> {
  const known = new Map(feed.registrations.map((entry) => [sha256(registrationText(entry)), entry]));
  const corrected = new Map((correction?.records ?? []).map((entry) => [entry.record, entry]));
  for (const [index, closing] of closings.entries()) {
    for (const source of known.get(closing.registration)?.sources ?? []) {
      const difference = await checkSource(
        { feedId: feed.feedId, corrected, familyOf },
        source,
        closing,
        index,
      );
      if (difference !== null) return difference;
    }
  }
  return null;
}

interface Known {
  feedId: string;
  /** Records that a challenge corrected, by name. */
  corrected: ReadonlyMap<string, RecordCorrection>;
  familyOf: FamilyOf;
}

async function checkSource(
  { feedId, corrected, familyOf }: Known,
  { sourceId, family: name, terms }: SourceRegistration,
  { observations }: EvidenceClosing,
  closing: number,
): Promise<Difference | null> {
  if (terms === null) return null;
  const own = [...observations.entries()].filter(([, { source }]) => source === sourceId);
  if (own.length === 0) return null;
  const intake = familyOf(name)?.push;
  if (!intake) return { path: `closings.${closing}`, expected: 'a known family', found: name };
  const config: unknown = JSON.parse(terms);
  const sent = own.map(([, record]) => sentReport(record));
  const raws = await intake.verify(config, { feedId, sourceId }, sent);
  for (const [place, [index, record]] of own.entries()) {
    const raw = raws[place];
    const path = `closings.${closing}.observations.${index}`;
    const said = raw === undefined ? null : reported(raw);
    const correction = corrected.get(recordName(record));
    const isForged = correction?.rule === 'BAD_SIGNATURE' || correction?.rule === 'UNKNOWN_SIGNER';
    const difference = isForged
      ? firstDifference(path, raw?.fault, { reason: correction.rule, actual: correction.actual })
      : firstDifference(path, said, reportIn(record, said ?? {}));
    if (difference !== null) return difference;
  }
  return null;
}

function sentReport({ operator, round, value, decimals, observedAt, signature = '' }: ObservationRecord) {
  return { operator, round, value, decimals, observedAt, signature };
}

/** What of a record the report says. */
function reportIn(record: ObservationRecord, said: object): object {
  const all = new Map<string, unknown>(Object.entries(record));
  return Object.fromEntries(Object.keys(said).map((name) => [name, all.get(name)]));
}
