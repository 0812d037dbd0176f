/** Clients that ask again as soon as they are answered. */
import { percentile } from './statistics.ts';

/** What clients did in some time. */
export interface Sample {
  milliseconds: number;
  /** Calls that ended within the time. */
  ended: number;
  /** Milliseconds of every call that began within the time, so that a slow one at the end is not left out. */
  latencies: number[];
}

/** What samples come to. */
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

/** Runs `once` in a loop for every client, for a fixed time. A throw ends the run. */
export async function drive(options: DriveOptions, once: Once): Promise<Sample> {
  const { clients, milliseconds, warmUpMilliseconds } = options;
  const from = performance.now() + warmUpMilliseconds;
  const until = from + milliseconds;
  const sample: Sample = { milliseconds, ended: 0, latencies: [] };
  await loops(
    clients,
    () => performance.now() < until,
    once,
    (began, now) => {
      if (now >= from && now < until) sample.ended += 1;
      if (began >= from) sample.latencies.push(now - began);
    },
  );
  return sample;
}

/** Runs `once` in a loop for every client, for as long as something else takes. */
export async function driveDuring(clients: number, once: Once, work: () => Promise<void>): Promise<Sample> {
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
  return { milliseconds, ended: latencies.length, latencies };
}

/** The rate and the latencies of samples taken together. */
export function measuredOf(samples: readonly Sample[], unitsPerCall = 1): Measured {
  const milliseconds = samples.reduce((sum, sample) => sum + sample.milliseconds, 0);
  const ended = samples.reduce((sum, sample) => sum + sample.ended, 0);
  const latencies = samples.flatMap((sample) => sample.latencies);
  // Clients so slow that none began within the time say so by an empty rate, not by an error.
  const answered = latencies.length === 0 ? [milliseconds] : latencies;
  return {
    perSecond: (ended * unitsPerCall * 1_000) / milliseconds,
    p50Ms: percentile(answered, 50),
    p99Ms: percentile(answered, 99),
  };
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
