/**
 * The watcher: observes the feeds, decides what they mean, settles, pays and releases.
 *
 * Every step reads from the database what is due and does it; nothing is remembered that the next process
 * could not read as well, so that it may die between any two writes. Only the process that holds the head
 * takes steps.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Memory, WatcherOptions } from './context.ts';
import { openSources } from './feed/openSources.ts';
import { emptyReport, type TickReport } from './report.ts';
import { tick } from './tick.ts';

export type { WatcherOptions } from './context.ts';

export interface Watcher {
  /** Takes one complete step at the clock's time. Steps never overlap: a second call waits for the first. */
  tick(): Promise<TickReport>;
  /** Takes steps, each `intervalMs` after the one before, until the signal; then ends its step and closes. */
  run(signal: AbortSignal, intervalMs: number): Promise<void>;
  /** Ends polls that are under way and closes all sources. No step may follow. */
  close(): Promise<void>;
}

/**
 * Creates a watcher over an open marketplace.
 * Example: `createWatcher({ database, market, adapters: findFamily, now, principal })`, then
 * `run(signal, 12_000)`.
 */
export function createWatcher(options: WatcherOptions): Watcher {
  const { database, market, principal, adapters, now } = options;
  const closing = new AbortController();
  const memory: Memory = {
    startedAt: now(),
    sources: openSources(adapters, now, closing.signal),
    unfinal: new Map(),
    registrations: new Map(),
    published: new Map(),
    reevaluated: new Map(),
    ordersLookedAt: { id: '' },
    renewedAt: { hour: null },
    sealedAt: { day: null },
  };
  let last: Promise<unknown> = Promise.resolve();

  async function takeStep(): Promise<TickReport> {
    const { holder } = market.standing();
    const at = now();
    const report = emptyReport(at, holder);
    if (holder) await tick({ ...options, database, market, principal, at, memory, report }, adapters);
    return report;
  }

  function nextTick(): Promise<TickReport> {
    const next = last.then(takeStep);
    last = next.catch(() => undefined);
    return next;
  }

  async function close(): Promise<void> {
    closing.abort();
    await last;
    await memory.sources.close();
  }

  return {
    tick: nextTick,
    async run(signal, intervalMs) {
      const abort = (): void => closing.abort();
      signal.addEventListener('abort', abort, { once: true });
      while (!signal.aborted) {
        await nextTick().then(options.reported, options.failed);
        await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
      }
      await close();
    },
    close,
  };
}
