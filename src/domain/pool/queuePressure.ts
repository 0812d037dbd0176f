/** What a long exit queue stops (docs/mechanics.md section 4). */
import { type Amount, BPS } from '../shared/units.ts';

/** Over this part of the shares in the queue there are no new sales. */
export const QUEUE_SALES_STOP_BPS = 3_000n;
/** Over this part there are no sales, extensions or deposits, until below the one above. */
export const QUEUE_CLOSED_BPS = 6_000n;

/**
 * NONE; SALES_STOPPED: no new sales, extensions and deposits go on; CLOSED: none of the three, except
 * deposits that answer a top-up call. Exits always go on.
 */
export type QueuePressure = 'NONE' | 'SALES_STOPPED' | 'CLOSED';

/** Both parts, in basis points. */
export interface QueueLevels {
  readonly salesStopBps: bigint;
  readonly closedBps: bigint;
}

const LEVELS_DEFAULT: QueueLevels = { salesStopBps: QUEUE_SALES_STOP_BPS, closedBps: QUEUE_CLOSED_BPS };

/** The pressure now, from the one before: a pool that has closed opens again only below 30 %. */
export function queuePressure(
  queued: Amount,
  shares: Amount,
  before: QueuePressure,
  { salesStopBps, closedBps }: QueueLevels = LEVELS_DEFAULT,
): QueuePressure {
  const part = queued * BPS;
  if (part > shares * closedBps) return 'CLOSED';
  if (before === 'CLOSED' && shares > 0n && part >= shares * salesStopBps) return 'CLOSED';
  return part > shares * salesStopBps ? 'SALES_STOPPED' : 'NONE';
}
