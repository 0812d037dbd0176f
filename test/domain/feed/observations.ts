/** Builders of observations for the tests of the feed rules. */
import type {
  AcceptedObservation,
  RawObservation,
  SourceTerms,
} from '../../../src/domain/feed/observation.ts';
import type { FeedLevels, ReadingTerms } from '../../../src/domain/feed/reading.ts';
import { parseDecimal } from '../../../src/domain/trigger/decimal.ts';

/** The WAD of a decimal text. */
export function wad(text: string): bigint {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`not a decimal: ${text}`);
  return value;
}

export const LEVELS: FeedLevels = { strikes: [wad('0.95')], others: [wad('0.97'), wad('0.99')] };

/** Three operators who must all agree, one hour of heartbeat and one of margin. */
export const TERMS: ReadingTerms = { quorum: 3, repeatSeconds: 600, levels: LEVELS };

export const SOURCE: SourceTerms = {
  sourceId: 'aggregator',
  decimals: 8,
  heartbeatSeconds: 3_600,
  marginSeconds: 3_600,
  operators: ['ada', 'bob', 'cy'],
};

export const NOON = 1_678_536_000;

/** What ada reported at noon in block 7; `changes` make it another observation. */
export function raw(changes: Partial<RawObservation> = {}): RawObservation {
  return {
    source: 'aggregator',
    operator: 'ada',
    round: '12',
    value: 99_990_000n,
    decimals: 8,
    observedAt: NOON,
    blockNumber: 7,
    blockHash: '0x07',
    finalized: true,
    bounds: { minimum: 1n, maximum: 10n ** 12n },
    ...changes,
  };
}

export function accepted(changes: Partial<AcceptedObservation> = {}): AcceptedObservation {
  const vote = {
    source: 'aggregator',
    operator: 'ada',
    round: '12',
    value: wad('0.9999'),
    observedAt: NOON,
    ...changes,
  };
  const key = `${vote.source}/${vote.operator}/${vote.round}/0x${vote.round}`;
  return { key, freshUntil: vote.observedAt + 7_200, ...vote };
}

/** What ada, bob and cy (or as many as there are values) say at one moment in one round. */
export function together(at: number, round: number, values: readonly bigint[]): AcceptedObservation[] {
  return values.map((value, index) =>
    accepted({ operator: `operator${index}`, round: String(round), value, observedAt: at }),
  );
}
