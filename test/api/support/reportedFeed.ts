/** A sandbox feed that is sent signed reports, over the API. */
import type { SentReport } from '../../../oracles/adapter.ts';
import { writeDateTime } from '../../../src/api/scalars/dateTime.ts';
import type { Principal } from '../../../src/market/command.ts';
import { SIGNED_SOURCE } from '../../market/feed/pushedFeed.ts';
import type { OpenApi } from './openApi.ts';

/** Registers the feed as somebody. */
export async function reportedFeed(api: OpenApi, by: Principal, name = 'USDC/USD'): Promise<string> {
  const { feedId } = await api.place.must<{ feedId: string }>(by, 'registerFeed', {
    name,
    decimals: 8,
    quorum: 3,
    maxGapSeconds: 1_800,
    finalitySeconds: 900,
    sources: [{ ...SIGNED_SOURCE, operators: [...SIGNED_SOURCE.operators] }],
    sandbox: true,
  });
  return feedId;
}

/** A report as JSON has it. */
export const asJson = (report: SentReport) => ({ ...report, observedAt: writeDateTime(report.observedAt) });

export const SUBMIT = `mutation($feedId: ID!, $observations: [ObservationInput!]!) {
  submitObservations(input: { feedId: $feedId, observations: $observations }) {
    results { observation { id accepted reason remedy limit actual } } accepted rejected
    errors { code ... on NotFound { id } } replayed
  }
}`;
