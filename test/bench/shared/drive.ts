/** Clients that ask again as soon as they are answered. */
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

/** One call of a client. */
export type Once = (client: number) => Promise<void>;

/**
 * Runs `once` in a loop for every client, for a fixed time. The rate counts what ended within it; the
 * latencies are those of everything that began within it, so that a slow answer at the end is not left out.
 * A throw ends the run.
 */
export async function drive(options: DriveOptions, once: Once): Promise<Measured> {
  const { clients, milliseconds, warmUpMilliseconds } = options;
  const from = performance.now() + warmUpMilliseconds;
  const until = from + milliseconds;
  const latencies: number[] = [];
  let ended = 0;
  await loops(
    clients,
    () => performance.now() < until,
    once,
    (began, now) => {
      if (now >= from && now < until) ended += 1;
      if (began >= from) latencies.push(now - began);
    },
  );
  // A client so slow that nothing began within the time says so by an empty rate, not by an error.
  const measured = latencies.length === 0 ? [milliseconds] : latencies;
  return measuredOf(measured, (ended * 1_000) / milliseconds);
}

/** Runs `once` in a loop for every client, for as long as something else takes. */
export async function driveDuring(clients: number, once: Once, work: () => Promise<void>): Promise<Measured> {
  const began = performance.now();
  const latencies: number[] = [];
  let over = false;
  const driving = loops(
    clients,
    () => !over,
    once,
    (from, to) => latencies.push(to - from),
  );
  await work().finally(() => {
    over = true;
  });
  const milliseconds = performance.now() - began;
  await driving;
  return measuredOf(latencies, (latencies.length * 1_000) / milliseconds);
}

async function loops(
  clients: number,
  goesOn: () => boolean,
  once: Once,
  answered: (began: number, now: number) => void,
): Promise<void> {
  async function loop(client: number): Promise<void> {
    while (goesOn()) {
      const began = performance.now();
      await once(client);
      answered(began, performance.now());
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
}

function measuredOf(latencies: readonly number[], perSecond: number): Measured {
  return { perSecond, p50Ms: percentile(latencies, 50), p99Ms: percentile(latencies, 99) };
}
