/** A measurement on a database server that is started for it, and everything that is to be stopped after it. */
import type { Say } from '../options.ts';
import { type BenchServer, startServer } from './server.ts';

/** What is to be stopped goes onto it as soon as it runs; the last is stopped first. */
export type Stops = (() => Promise<void>)[];

/** Measures, and stops all there is whatever happens; what does not stop is said, and the rest is stopped. */
export async function withServer<T>(
  say: Say,
  measure: (server: BenchServer, stops: Stops) => Promise<T>,
): Promise<T> {
  const server = await startServer();
  const stops: Stops = [() => server.stop()];
  try {
    return await measure(server, stops);
  } finally {
    for (const stop of stops.reverse()) await stop().catch((error: unknown) => say(String(error)));
  }
}
