/** Closes the slots of a feed, one command after the other, each on evidence that was written down before. */
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { CLOSING_OBSERVATIONS_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import type { Database } from '../../store/database.ts';
import { loadClosing, prepareClosing, publishClosing } from '../../store/evidence/closings.ts';
import { loadVotes } from '../../store/evidence/observations.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';
import { type FeedStanding, type FormedClosing, formClosing, type Pending } from './formClosing.ts';

export interface Closed {
  standing: FeedStanding;
  /** Readings of the slots that were closed just now. */
  readings: Reading[];
  /** What was observed after the last closed slot. */
  pending: Pending;
}

/** Closes through `throughSlot` (null: nothing may be closed) as far as the commands are done. */
export async function closeSlots(
  step: Step,
  before: FeedStanding,
  throughSlot: UnixSeconds | null,
  terms: ReadingTerms,
): Promise<Closed> {
  await publishLast(step, before);
  let standing = before;
  let pending = await loadPending(step.database, standing, step.at);
  const readings: Reading[] = [];
  while (throughSlot !== null) {
    const formed = formClosing(standing, pending, throughSlot, terms);
    if (formed === null || !(await commit(step, formed))) break;
    readings.push(...formed.closing.readings);
    standing = formed.standing;
    const isCut = formed.pending.completeThrough < step.at;
    pending = isCut ? await loadPending(step.database, standing, step.at) : formed.pending;
  }
  return { standing, readings, pending };
}

/** Evidence first, then the command, then the copies that are asked by time. */
async function commit(step: Step, { closing, standing }: FormedClosing): Promise<boolean> {
  await prepareClosing(step.database, closing);
  const { feedId, throughSlot } = closing;
  const readings = closing.readings.map(({ at, value }) => ({ at, value }));
  const { foldState } = standing;
  if (!(await send(step, 'advanceFeed', { feedId, throughSlot, readings, foldState }))) return false;
  await publishClosing(step.database, closing);
  step.memory.published.set(feedId, closing._id);
  return true;
}

/** Whoever committed the last closing may have died before its copies were made. */
async function publishLast({ database, memory }: Step, { _id: feedId, evidenceHash }: FeedStanding) {
  if (evidenceHash === GENESIS_HASH || memory.published.get(feedId) === evidenceHash) return;
  const closing = await loadClosing(database, evidenceHash);
  // Slots that were closed by other means than a watcher have no closing.
  if (closing !== null) await publishClosing(database, closing);
  memory.published.set(feedId, evidenceHash);
}

async function loadPending(
  database: Database,
  { _id: feedId, watermark: after }: FeedStanding,
  now: UnixSeconds,
): Promise<Pending> {
  const limit = CLOSING_OBSERVATIONS_MAX;
  const observations = await loadVotes(database, { feedId, after, through: now, limit });
  const last = observations.at(-1);
  const isCut = observations.length === limit && last !== undefined;
  // Of the last moment some may be missing.
  return { observations, completeThrough: isCut ? last.observedAt - 1 : now };
}
