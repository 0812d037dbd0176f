/** What others say of a record now: the chain of its block, or the family of its signature. */
import { SourceError } from '../../../oracles/adapter.ts';
import type { ObservationRecord } from '../../domain/evidence/record.ts';
import type { ChallengeRule } from '../../domain/incident/challenge.ts';
import type { FeedDocument } from '../../store/documents/cover.ts';
import { sourceDocumentId } from '../../store/evidence/sources.ts';
import type { Step } from '../context.ts';
import { canonicalOf } from '../feed/followRuling.ts';

/** `actual` as `correctedRecord` takes it; UNKNOWN while nobody can be asked. */
export async function askAgain(
  { memory }: Step,
  feed: FeedDocument,
  record: ObservationRecord,
  rule: ChallengeRule,
): Promise<{ actual: string | null } | 'UNKNOWN'> {
  const { _id: feedId, sources } = feed;
  const registration = sources.find(({ sourceId }) => sourceId === record.source);
  if (registration === undefined) return { actual: null };
  const asksChain = rule === 'REORGED' || (rule === 'COUNTS' && record.fault?.reason === 'REORGED');
  try {
    if (asksChain && record.blockNumber !== undefined) {
      const id = sourceDocumentId(feedId, record.source);
      return {
        actual: await memory.sources.finalHash(id, registration, record.blockNumber, canonicalOf(feed)),
      };
    }
    if (rule === 'BAD_SIGNATURE' || rule === 'UNKNOWN_SIGNER') {
      const { source: sourceId, operator, round, value, decimals, observedAt, signature = '' } = record;
      const report = { operator, round, value, decimals, observedAt, signature };
      const raw = await memory.sources.signed(registration, { feedId, sourceId }, report);
      return { actual: raw?.fault?.reason === rule ? raw.fault.actual : null };
    }
    return { actual: null };
  } catch (error) {
    if (error instanceof SourceError) return 'UNKNOWN';
    throw error;
  }
}
