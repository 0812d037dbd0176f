/** How long it takes to decide a minute, in a store that holds nothing else and in one that holds millions. */
import { findFamily } from '../../../oracles/registry.ts';
import type { RawObservation } from '../../../src/domain/feed/observation.ts';
import { validateObservation } from '../../../src/domain/feed/validate.ts';
import { MINUTE_SECONDS } from '../../../src/domain/shared/units.ts';
import type { ObservationDocument } from '../../../src/store/evidence/documents.ts';
import { appendObservations, observationRecord } from '../../../src/store/evidence/observations.ts';
import { createWatcher } from '../../../src/watcher/watcher.ts';
import { CONFIG } from '../../oracles/signed-report/signing.ts';
import { heardAt, openMarketplace, START, SYSTEM } from '../../support/marketplace.ts';
import type { Say } from '../options.ts';
import { DECIMALS, registerFeeds } from './feeds.ts';

/** Each reports once a minute. */
const OPERATORS = ['ada', 'bob', 'cy', 'dee', 'eve'];
const SOURCE = 'signed';
/** Half of what is stored is of the very feed that is decided, the rest of so many others. */
const OTHER_FEEDS = 999;
const BATCH = 10_000;
const SAY_EVERY = 500_000;

export interface DecisionWorld {
  /** Decides the next minute of the feed and answers in how many milliseconds. */
  decide(): Promise<number>;
  stop(): Promise<void>;
}

/** A watched feed with `stored` observations from before, and so many minutes still to be decided. */
export async function openDecisions(
  uri: string,
  { stored, minutes, say }: { stored: number; minutes: number; say: Say },
): Promise<DecisionWorld> {
  const place = await openMarketplace(uri);
  const { database, market, clock } = place;
  const registration = {
    sourceId: SOURCE,
    family: 'signed-report',
    heartbeatSeconds: 120,
    operators: OPERATORS,
  };
  const [feedId = ''] = await registerFeeds(place, 1, () => [{ ...registration, config: CONFIG }]);
  const standing = { feedId, throughSlot: START, readings: [], foldState: heardAt(START, OPERATORS) };
  await place.must(SYSTEM, 'advanceFeed', standing);
  await storeHistory(stored, feedId, (documents) => appendObservations(database, documents), say);
  const ahead = Array.from({ length: minutes }, (_, index) =>
    recordsOf(feedId, START + (index + 1) * MINUTE_SECONDS),
  );
  await appendObservations(database, ahead.flat());
  const watcher = createWatcher({
    database,
    market,
    adapters: findFamily,
    now: () => clock.now,
    principal: { id: 'system:watcher', roles: ['WATCHER'], system: true },
  });
  // The newest minute that is older than the finality delay is the one before the last.
  clock.now = START + MINUTE_SECONDS + 1;
  return {
    async decide() {
      clock.now += MINUTE_SECONDS;
      const began = performance.now();
      const { feeds, errors, failed } = await watcher.tick();
      const took = performance.now() - began;
      if (errors.length + failed.length > 0) throw new Error('a step failed', { cause: errors });
      if (feeds[0]?.readings !== 1) throw new Error('a step did not decide one minute');
      return took;
    },
    async stop() {
      await watcher.close();
      await place.stop();
    },
  };
}

/** Records of one minute, each of an operator. */
function recordsOf(feedId: string, observedAt: number): ObservationDocument[] {
  const terms = {
    sourceId: SOURCE,
    decimals: DECIMALS,
    heartbeatSeconds: 120,
    marginSeconds: 60,
    operators: OPERATORS,
  };
  return OPERATORS.map((operator, index) => {
    const raw: RawObservation = {
      source: SOURCE,
      operator,
      round: String(observedAt),
      value: 99_990_000n + BigInt(index),
      decimals: DECIMALS,
      observedAt,
      finalized: true,
      signature: `0x${'5'.repeat(130)}`,
      digest: `0x${observedAt.toString(16).padStart(62, '0')}${index.toString(16).padStart(2, '0')}`,
    };
    const known = { now: observedAt, watermark: null, previous: null } as const;
    const verdict = validateObservation(raw, terms, { ...known, use: 'DECISION' });
    return observationRecord(feedId, raw, verdict, known);
  });
}

/** Minutes before the first decision, the newest first, for the feed itself and as many for all others. */
async function storeHistory(
  stored: number,
  feedId: string,
  append: (documents: ObservationDocument[]) => Promise<number>,
  say: Say,
): Promise<void> {
  let done = 0;
  let batch: ObservationDocument[] = [];
  for (let minute = 0; done < stored; minute += 1) {
    const other = `feed_other_${minute % OTHER_FEEDS}`;
    for (const id of [feedId, other]) {
      // A minute of another feed comes along once for each of its own: times of it lie far apart.
      batch.push(...recordsOf(id, START - minute * MINUTE_SECONDS));
    }
    if (batch.length >= BATCH || done + batch.length >= stored) {
      await append(batch);
      if (Math.floor((done + batch.length) / SAY_EVERY) > Math.floor(done / SAY_EVERY)) {
        say(`${(done + batch.length).toLocaleString('en-US')} observations stored`);
      }
      done += batch.length;
      batch = [];
    }
  }
}
