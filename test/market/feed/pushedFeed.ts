/** A feed whose reports are sent to the service, with a product that follows it, and ways to send them. */
import type { FeedFamily, SentReport } from '../../../oracles/adapter.ts';
import { signedReport } from '../../../oracles/signed-report/adapter.ts';
import type { RawObservation } from '../../../src/domain/feed/observation.ts';
import { isRefusal } from '../../../src/domain/shared/refusals.ts';
import {
  createSubmit,
  type SubmitObservations,
  type SubmittedObservation,
  type VerifyTask,
} from '../../../src/market/feed/submitObservations.ts';
import type { Database } from '../../../src/store/database.ts';
import { CONFIG, NAMES } from '../../oracles/signed-report/signing.ts';
import { DEPEG_RULE, type Marketplace } from '../../support/marketplace.ts';
import { addFeed, openHouse, type SourceRegistration, type WatchedFeed } from '../../watcher/world.ts';

/** The source that three operators sign reports for. */
export const SIGNED_SOURCE: SourceRegistration = {
  sourceId: 'signed',
  family: 'signed-report',
  config: CONFIG,
  heartbeatSeconds: 600,
  marginSeconds: 300,
  operators: NAMES,
};

/** Verifies at once: threads have tests of their own. */
export const verifyHere = async ({ config, target, reports }: VerifyTask): Promise<RawObservation[]> =>
  (await signedReport.push?.verify(config, target, reports)) ?? [];

/** A way to send reports as one process of the service takes them. */
export function submitTo(database: Database, now: () => number): SubmitObservations {
  const isPushed = (family: string) => family === (signedReport satisfies FeedFamily).name;
  return createSubmit({ database, now, isPushed, verify: verifyHere });
}

/** Sends and expects to be answered. */
export async function send(
  submit: SubmitObservations,
  feedId: string,
  reports: readonly SentReport[],
  sender = 'acc_sender',
): Promise<SubmittedObservation[]> {
  const answer = await submit(feedId, reports, sender);
  if (answer === null || isRefusal(answer)) throw new Error(`not taken: ${JSON.stringify(answer)}`);
  return answer;
}

/** A feed of signed reports, and perhaps of other sources, with a product. */
export async function addPushedFeed(
  place: Marketplace,
  sources: SourceRegistration[] = [SIGNED_SOURCE],
): Promise<WatchedFeed> {
  const options = { subject: 'USDC', sources, rule: DEPEG_RULE, quorum: 3, decimals: 8 };
  return addFeed(place, await openHouse(place), options);
}
