/** Closes the slots of a feed, one command after the other, each on evidence that was written down before. */
import { type Checkpoint, stateText } from '../../domain/evidence/closing.ts';
import type { ReadingTerms } from '../../domain/feed/reading.ts';
import { CLOSING_OBSERVATIONS_MAX, CLOSING_REJECTED_MAX } from '../../domain/shared/limits.ts';
import { DAY_SECONDS, type UnixSeconds } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import type { Database } from '../../store/database.ts';
import { loadAbandoned, loadClosing, prepareClosing, publishClosing } from '../../store/evidence/closings.ts';
import type { ClosingDocument } from '../../store/evidence/documents.ts';
import { loadRejectedHashes, loadVotes } from '../../store/evidence/observations.ts';
import { appendSnapshots } from '../../store/evidence/snapshots.ts';
import { GENESIS_HASH } from '../../store/head.ts';
import { loadByIds } from '../../store/load.ts';
import type { Step } from '../context.ts';
import { send } from '../send.ts';
import {
  type FeedStanding,
  type FormedClosing,
  formClosing,
  type Pending,
  sealClosing,
} from './formClosing.ts';

export interface Closed {
  standing: FeedStanding;
  /** Readings of the slots that were closed just now. */
  readings: Reading[];
  /** What was observed after the last closed slot. */
  pending: Pending;
}

/** How the readings of a feed are formed, the canonical text of its registration, and its products. */
export interface ClosingTerms {
  reading: ReadingTerms;
  registration: string;
  productIds: readonly string[];
  /** Whether a branch of a chain was left: then some of what voted votes no more. */
  leftBranch: boolean;
}

interface Loaded {
  pending: Pending;
  /** Hashes of the observations by key. */
  hashes: ReadonlyMap<string, string>;
}

/** Closes through `throughSlot` (null: nothing may be closed) as far as the commands are done. */
export async function closeSlots(
  step: Step,
  before: FeedStanding,
  throughSlot: UnixSeconds | null,
  terms: ClosingTerms,
): Promise<Closed> {
  await publishLast(step, before);
  let standing = before;
  let { pending, hashes } = await loadPending(step, standing, terms);
  const readings: Reading[] = [];
  while (throughSlot !== null) {
    const formed = formClosing(standing, pending, throughSlot, terms.reading);
    if (formed === null) break;
    const observations = await coveredBy(step.database, standing, formed, hashes);
    const named = await nameStates(step, standing, formed, terms);
    const sealed = sealClosing(standing, formed, { ...named, terms: terms.reading, observations });
    if (!(await commit(step, sealed.closing, sealed.standing))) break;
    readings.push(...sealed.closing.readings);
    standing = sealed.standing;
    pending = formed.pending;
    const isCut = pending.completeThrough < step.at;
    if (isCut) ({ pending, hashes } = await loadPending(step, standing, terms));
  }
  return { standing, readings, pending };
}

/** Evidence first, then the command, then the copies that are asked by time. */
async function commit(
  step: Step,
  closing: ClosingDocument,
  { foldState }: Pick<FeedStanding, 'foldState'>,
): Promise<boolean> {
  await prepareClosing(step.database, closing);
  const { feedId, throughSlot, contents } = closing;
  const readings = closing.readings.map(({ at, value }) => ({ at, value }));
  const input = { feedId, throughSlot, readings, foldState, contents };
  if (!(await send(step, 'advanceFeed', input))) return false;
  await publishClosing(step.database, closing);
  step.memory.published.set(feedId, closing._id);
  return true;
}

/** Hashes of the records of the slots: those that vote, and those that were rejected until now. */
async function coveredBy(
  database: Database,
  { _id: feedId, watermark: after }: FeedStanding,
  { throughSlot: through, observations }: FormedClosing,
  hashes: ReadonlyMap<string, string>,
): Promise<string[]> {
  const accepted = observations.map(({ key }) => {
    const hash = hashes.get(key);
    if (hash === undefined) throw new Error(`the observation ${feedId}/${key} has no hash`);
    return hash;
  });
  const range = { feedId, after, through, limit: CLOSING_REJECTED_MAX };
  return [...accepted, ...(await loadRejectedHashes(database, range))];
}

/** The hashes of the registration and, in the first closing of a day, of all states before it. */
async function nameStates(
  step: Step,
  { watermark, foldState }: FeedStanding,
  { throughSlot }: FormedClosing,
  { registration, productIds }: ClosingTerms,
): Promise<{ registration: string; checkpoint: Checkpoint | null }> {
  const { database, memory } = step;
  const dayOf = (time: UnixSeconds): number => Math.floor(time / DAY_SECONDS);
  const isFirst = watermark === null || dayOf(watermark) < dayOf(throughSlot);
  const known = memory.registrations.get(registration);
  if (!isFirst && known !== undefined) return { registration: known, checkpoint: null };
  const loaded = isFirst ? await loadByIds(database, 'products', productIds) : [];
  const products = loaded.filter((product) => product.feedId !== null);
  const texts = [
    registration,
    stateText(foldState),
    ...products.map(({ ruleState }) => stateText(ruleState)),
  ];
  const [own = '', fold = '', ...rules] = await appendSnapshots(database, texts);
  memory.registrations.set(registration, own);
  const ruleStates = products.map(({ _id: productId }, index) => ({
    productId,
    ruleState: rules[index] ?? '',
  }));
  return { registration: own, checkpoint: isFirst ? { foldState: fold, ruleStates } : null };
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
  { database, at: now }: Step,
  { _id: feedId, watermark: after }: FeedStanding,
  { leftBranch }: ClosingTerms,
): Promise<Loaded> {
  const limit = CLOSING_OBSERVATIONS_MAX;
  const { votes, hashes } = await loadVotes(database, { feedId, after, through: now, limit });
  const last = votes.at(-1);
  const isCut = votes.length === limit && last !== undefined;
  const gone = leftBranch ? await loadAbandoned(database, feedId, after) : null;
  const observations = gone === null ? votes : votes.filter(({ key }) => !gone.has(key));
  // Of the last moment some may be missing.
  return { pending: { observations, completeThrough: isCut ? last.observedAt - 1 : now }, hashes };
}
