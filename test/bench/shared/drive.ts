/** Clients that ask again as soon as they are answered, for a fixed time. */
import { percentile } from './statistics.ts';

export interface Measured {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export interface DriveOptions {
  clients: number;
  milliseconds: number;
  /** Not measured: code gets compiled, connections opened, batches find their size. */
  warmUpMilliseconds: number;
}

/**
 * Runs `once` in a loop for every client. The rate counts what ended within the time; the latencies are those of
 * everything that began within it, so that a slow answer at the end is not left out. A throw ends the run.
 */
export async function drive(
  { clients, milliseconds, warmUpMilliseconds }: DriveOptions,
  once: (client: number) => Promise<void>,
): Promise<Measured> {
  const from = performance.now() + warmUpMilliseconds;
  const until = from + milliseconds;
  const latencies: number[] = [];
  let ended = 0;

  async function loop(client: number): Promise<void> {
    for (let began = performance.now(); began < until; ) {
      await once(client);
      const now = performance.now();
      if (now >= from && now < until) ended += 1;
      if (began >= from) latencies.push(now - began);
      began = now;
    }
  }

  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
  // A client so slow that nothing began within the time says so by an empty rate, not by an error.
  const measured = latencies.length === 0 ? [milliseconds] : latencies;
  return {
    perSecond: (ended * 1_000) / milliseconds,
    p50Ms: percentile(measured, 50),
    p99Ms: percentile(measured, 99),
  };
}
