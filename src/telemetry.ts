/** What the composition root measures and writes down of the marketplace and the watcher. */
import type { Logger } from 'pino';
import type { Gauge } from 'prom-client';
import { formatUnits } from 'viem';
import type { ApiMetrics } from './api/metrics.ts';
import { SOLVENCY_METRICS_SECONDS } from './domain/shared/limits.ts';
import type { UnixSeconds, Wad } from './domain/shared/units.ts';
import { formatDecimal } from './domain/trigger/decimal.ts';
import type { Market } from './market/market.ts';
import type { Queries } from './market/queries/port.ts';
import type { JournalDocument } from './store/documents/ledger.ts';
import type { TickReport } from './watcher/report.ts';

/** The marketplace's submit, with the time that each command takes. */
export function measured(market: Market, metrics: ApiMetrics): Market['submit'] {
  return async (submission) => {
    const end = metrics.commitSeconds.startTimer();
    const outcome = await market.submit(submission);
    end();
    return outcome;
  };
}

/** What one commit held, and how often it was tried. */
export function noteCommit(journal: readonly JournalDocument[], tries: number, metrics: ApiMetrics): void {
  metrics.batchCommands.observe(journal.length);
  metrics.batchRetries.inc(tries - 1);
  const last = journal.at(-1);
  if (last !== undefined) metrics.journalSequence.set(last.sequence);
}

/** What a step of the watcher found wrong goes into the log, how far its feeds are into the metrics. */
export function noteStep(report: TickReport, market: Market, metrics: ApiMetrics, log: Logger): void {
  const { holder, queued } = market.standing();
  metrics.holder.set(holder ? 1 : 0);
  metrics.queueCommands.set(queued);
  metrics.incidentsUnpaid.set(report.incidentsUnpaid);
  for (const { about, error } of report.errors) log.error({ about, err: error }, 'a part of a step failed');
  for (const { feedId, watermark, alerts } of report.feeds) {
    if (watermark !== null) metrics.feedLagSeconds.set({ feed: feedId }, report.at - watermark);
    for (const { sourceId, failure } of alerts) {
      if (failure === null) log.info({ feedId, sourceId }, 'a source can be read again');
      else log.warn({ feedId, sourceId, ...failure }, 'a source cannot be read');
    }
  }
}

/** Makes what notes every step, and the figures of solvency now and then. */
export function stepNoter(market: Market, queries: SolvencySource, metrics: ApiMetrics, log: Logger) {
  const noteSolvency = solvencyNoter(queries, metrics);
  return (report: TickReport): void => {
    noteStep(report, market, metrics, log);
    noteSolvency(report.at).catch((error) => log.error({ err: error }, 'no figures of solvency'));
  };
}

type SolvencySource = Pick<Queries, 'solvency' | 'solvencySnapshot' | 'assets'>;

/**
 * Makes what puts the solvency report into the metrics, now and then: it is called at every step, and a call
 * that comes too soon does nothing. A fault is the caller's; what was measured before stays.
 */
export function solvencyNoter(queries: SolvencySource, metrics: ApiMetrics) {
  let last: UnixSeconds | null = null;
  return async (at: UnixSeconds): Promise<void> => {
    if (last !== null && at >= last && at < last + SOLVENCY_METRICS_SECONDS) return;
    last = at;
    const [{ report }, snapshot] = await Promise.all([queries.solvency(), queries.solvencySnapshot(null)]);
    const assets = await queries.assets.byIds(report.assets.map(({ assetId }) => assetId));
    for (const { assetId, ratioWad, stressRatioWad, recoveryClaims } of report.assets) {
      const asset = { asset: assetId };
      setRatio(metrics.adequacyRatio, asset, ratioWad);
      setRatio(metrics.stressRatio, asset, stressRatioWad);
      const tokens = formatUnits(recoveryClaims, assets.get(assetId)?.decimals ?? 0);
      metrics.recoveryClaimsTokens.set(asset, Number(tokens));
    }
    metrics.openIncidents.set(report.openIncidents.length);
    if (snapshot !== null) metrics.snapshotAgeSeconds.set(at - snapshot.head.at);
  };
}

/** Where nothing is required there is no ratio. */
function setRatio(gauge: Gauge<'asset'>, asset: { asset: string }, ratio: Wad | null): void {
  if (ratio === null) gauge.remove(asset);
  else gauge.set(asset, Number(formatDecimal(ratio)));
}
