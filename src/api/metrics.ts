/** Every metric of the service, in one file. Names begin with `bulwark_` and end with their unit. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface ApiMetrics {
  registry: Registry;
  requestSeconds: Histogram<'operation' | 'outcome'>;
  requestErrors: Counter<'code'>;
  refusals: Counter<'operation' | 'code'>;
  signInsRefused: Counter<'code'>;
  rateLimited: Counter<'scope'>;
  streamsOpen: Gauge;
  commitSeconds: Histogram;
  batchCommands: Histogram;
  batchRetries: Counter;
  queueCommands: Gauge;
  holder: Gauge;
  journalSequence: Gauge;
  feedLagSeconds: Gauge<'feed'>;
  incidentsUnpaid: Gauge;
  adequacyRatio: Gauge<'asset'>;
  stressRatio: Gauge<'asset'>;
  recoveryClaimsTokens: Gauge<'asset'>;
  openIncidents: Gauge;
  snapshotAgeSeconds: Gauge;
  webhookTries: Counter<'outcome'>;
  webhookSeconds: Histogram;
}

const LATENCY_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Makes the metrics in a registry of their own, so that two services in one process do not mix. */
export function createMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'bulwark_' });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name: `bulwark_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge<Label>({ name: `bulwark_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = [],
  ) => new Histogram<Label>({ name: `bulwark_${name}`, help, buckets, labelNames, registers });

  return {
    registry,
    requestSeconds: histogram('request_seconds', 'Time to answer an operation.', LATENCY_SECONDS, [
      'operation',
      'outcome',
    ]),
    requestErrors: counter('request_errors_total', 'Request-level errors by code.', ['code']),
    refusals: counter('refusals_total', 'Refusals by operation and code.', ['operation', 'code']),
    signInsRefused: counter('sign_ins_refused_total', 'Sign-ins and refreshes that were refused.', ['code']),
    rateLimited: counter('rate_limited_total', 'Requests over a limit, by the bucket that was empty.', [
      'scope',
    ]),
    streamsOpen: gauge('streams_open', 'Event streams that are open.'),
    commitSeconds: histogram('commit_seconds', 'Time from a command to its commit.', LATENCY_SECONDS),
    batchCommands: histogram('batch_commands', 'Commands in one commit.', BATCH_SIZES),
    batchRetries: counter('batch_retries_total', 'Times a batch was decided again.'),
    queueCommands: gauge('queue_commands', 'Commands that wait.'),
    holder: gauge('holder', '1 while this process commits.'),
    journalSequence: gauge('journal_sequence', 'Newest journal document seen.'),
    feedLagSeconds: gauge('feed_lag_seconds', 'How far a feed is behind the clock.', ['feed']),
    incidentsUnpaid: gauge('incidents_unpaid', 'Incidents whose payment has not ended.'),
    adequacyRatio: gauge('adequacy_ratio', 'What counts for pools over what all of them require.', ['asset']),
    stressRatio: gauge('stress_ratio', 'What counts for pools over the loss of the worst event.', ['asset']),
    recoveryClaimsTokens: gauge('recovery_claims_tokens', 'What claimants are still owed after haircuts.', [
      'asset',
    ]),
    openIncidents: gauge('open_incidents', 'Incidents of the solvency report that are not paid to the end.'),
    snapshotAgeSeconds: gauge('snapshot_age_seconds', 'Age of the newest sealed solvency report.'),
    webhookTries: counter('webhook_tries_total', 'Tries to deliver events, by what became of them.', [
      'outcome',
    ]),
    webhookSeconds: histogram('webhook_seconds', 'Time of one try to deliver an event.', LATENCY_SECONDS),
  };
}
