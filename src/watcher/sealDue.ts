/** Seals a snapshot of the solvency report, once a day. */
import { SNAPSHOT_SECONDS } from '../domain/shared/limits.ts';
import { newestSealed } from '../market/solvency/sealedSnapshots.ts';
import type { Step } from './context.ts';
import { send } from './send.ts';

/** A snapshot that was taken and not named in the journal is as good as none: the next step takes another. */
export async function sealDue(step: Step): Promise<void> {
  const { at, memory, database, takeSnapshot } = step;
  const day = at - (at % SNAPSHOT_SECONDS);
  if (takeSnapshot === undefined || memory.sealedAt.day === day) return;
  const newest = await newestSealed(database, {});
  const isSealed = newest !== null && newest.head.at >= day;
  if (!isSealed && !(await send(step, 'sealSnapshot', await takeSnapshot()))) return;
  memory.sealedAt.day = day;
}
