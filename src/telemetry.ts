/** What the composition root measures and writes down of the marketplace and the watcher. */
import type { Logger } from 'pino';
import type { ApiMetrics } from './api/metrics.ts';
import type { Market } from './market/market.ts';
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
