/**
 * Takes reports that operators send. Evidence is not a command: any process may receive it, and a report
 * counts the same whoever received it, in whatever order and with whatever others.
 *
 * Every report is kept under its natural key with what was said of it; a repeat gets the first answer. What
 * is not by a registered signer proves nothing of the feed: of that only so much is kept.
 */
import { judgeObservation } from '../../domain/feed/judge.ts';
import { observationKey, type RawObservation } from '../../domain/feed/observation.ts';
import { FUTURE_SECONDS_MAX } from '../../domain/feed/parameters.ts';
import type { Rejection } from '../../domain/feed/rejection.ts';
import type { PushTarget, SentReport } from '../../domain/feed/sentReport.ts';
import {
  SECOND_REPORTS_MAX,
  STRAYS_PER_FEED_MAX,
  STRAYS_PER_SENDER_MAX,
  UNHEARD_KEPT_SECONDS,
} from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { Database } from '../../store/database.ts';
import type { FeedDocument, FeedSource } from '../../store/documents/cover.ts';
import type { ObservationDocument, UnheardDocument } from '../../store/evidence/documents.ts';
import { observationRecord } from '../../store/evidence/observations.ts';
import { type Known, keepStrays, purgeAfter, receiveReports } from '../../store/evidence/received.ts';
import { loadByIds } from '../../store/load.ts';
import { sourceTerms } from './sourceTerms.ts';

/** Reports to one source, for whoever verifies them. */
export interface VerifyTask {
  readonly family: string;
  readonly config: Record<string, unknown>;
  readonly target: PushTarget;
  readonly reports: readonly SentReport[];
}

export interface SubmitDependencies {
  database: Database;
  now(): UnixSeconds;
  /** Whether reports of a family are sent to the service. */
  isPushed(family: string): boolean;
  /** Whose the reports are, in their order; null while too many wait. */
  verify(task: VerifyTask): Promise<RawObservation[] | null>;
}

/** What became of one report. */
export interface SubmittedObservation {
  /** Null when it was not kept. */
  id: string | null;
  /** Null when it counts. */
  rejection: Rejection | null;
}

/** What became of each report in order, NOT_FOUND, or null: as many wait as may, and nothing was stored. */
export type SubmitObservations = (
  feedId: string,
  reports: readonly SentReport[],
  sender: string,
) => Promise<SubmittedObservation[] | Refusal | null>;

/** Who sent reports to which feed. */
interface Sending {
  feed: FeedDocument;
  source: FeedSource;
  sender: string;
  at: UnixSeconds;
}

/**
 * Makes the way in. Example: `await createSubmit(dependencies)('feed_usdc_usd', [report], 'acc_1')` gives
 * `[{ id, rejection: null }]`.
 */
export function createSubmit({ database, now, isPushed, verify }: SubmitDependencies): SubmitObservations {
  const inTurn = turns();
  return async (feedId, reports, sender) => {
    const [feed] = await loadByIds(database, 'feeds', [feedId]);
    if (feed === undefined) return refuse('NOT_FOUND', { id: feedId }, 'feedId');
    const answers: SubmittedObservation[] = [];
    for (const [source, indexes] of bySource(feed, reports, isPushed)) {
      const sent = indexes.map((index) => reports[index] as SentReport);
      const { family, config, sourceId } = source;
      const raws = await verify({ family, config, target: { feedId, sourceId }, reports: sent });
      if (raws === null) return null;
      const sending = { feed, source, sender, at: now() };
      const said = await inTurn(`${feedId}/${sourceId}`, () => receive(database, sending, raws));
      if (said === null) return null;
      for (const [place, index] of indexes.entries()) answers[index] = said[place] as SubmittedObservation;
    }
    return reports.map(({ operator }, index) => answers[index] ?? nobodys(feed, operator));
  };
}

/** An operator reports through one source; whoever is not registered is judged by the first. */
function bySource(
  { sources }: FeedDocument,
  reports: readonly SentReport[],
  isPushed: (family: string) => boolean,
): Map<FeedSource, number[]> {
  const pushed = sources.filter(({ family }) => isPushed(family));
  const groups = new Map<FeedSource, number[]>();
  for (const [index, { operator }] of reports.entries()) {
    const source = pushed.find(({ operators }) => operators.includes(operator)) ?? pushed[0];
    if (source !== undefined) groups.set(source, [...(groups.get(source) ?? []), index]);
  }
  return groups;
}

/** No source of the feed takes reports: there is nothing that one could be kept under. */
function nobodys({ sources }: FeedDocument, operator: string): SubmittedObservation {
  const limit = `${sources.map(({ family }) => family).join(' ')}: none is sent its reports`;
  return { id: null, rejection: { reason: 'UNKNOWN_SIGNER', limit, actual: operator } };
}

async function receive(
  database: Database,
  sending: Sending,
  raws: readonly RawObservation[],
): Promise<SubmittedObservation[] | null> {
  const { feed, source, at } = sending;
  const idOf = (raw: RawObservation): string => `${feed._id}/${observationKey(raw)}`;
  const genuine = raws.filter(({ fault }) => fault === undefined);
  const arrival = {
    feedId: feed._id,
    sourceId: source.sourceId,
    at,
    ids: [...new Set(genuine.map(idOf))],
    operators: [...new Set(genuine.map(({ operator }) => operator))],
    times: [...new Set(genuine.map(({ observedAt }) => observedAt))],
  };
  const answers = new Map<string, SubmittedObservation>();
  const answer = ({ _id: id, rejection }: ObservationDocument) => answers.set(id, { id, rejection });
  if (genuine.length > 0) {
    const records = await receiveReports(database, arrival, (known) => {
      const judged = judge(sending, genuine, known);
      for (const { id, rejection } of judged.dropped) answers.set(id, { id: null, rejection });
      return judged;
    });
    if (records === null) return null;
    for (const record of records.values()) answer(record);
  }
  const strays = raws.filter(({ fault }) => fault !== undefined).map((raw) => unheardOf(sending, raw, true));
  for (const { _id, rejection } of strays) answers.set(_id, { id: null, rejection });
  const room = { feed: STRAYS_PER_FEED_MAX, sender: STRAYS_PER_SENDER_MAX };
  for (const record of (await keepStrays(database, strays, room)).values()) answer(record);
  return raws.map((raw) => answers.get(idOf(raw)) as SubmittedObservation);
}

/** The records of what is new, each judged on its own: the fold orders them, whenever they came. */
function judge(sending: Sending, raws: readonly RawObservation[], { sealedThrough, records, said }: Known) {
  const { feed, at } = sending;
  const closed = Math.max(openFrom(feed), sealedThrough ?? 0);
  const counts = new Map<string, number>();
  const count = ({ operator, observedAt }: Known['said'][number]): number => {
    const moment = `${observedAt}/${operator}`;
    const next = (counts.get(moment) ?? 0) + 1;
    counts.set(moment, next);
    return next;
  };
  for (const one of said) count(one);
  const seen = new Set(records.keys());
  const judged = {
    heard: [] as ObservationDocument[],
    unheard: [] as UnheardDocument[],
    dropped: [] as { id: string; rejection: Rejection }[],
  };
  for (const raw of raws) {
    const record = recordOf(sending, raw, closed);
    if (seen.has(record._id)) continue;
    seen.add(record._id);
    const isHeard = raw.observedAt > closed && raw.observedAt <= at + FUTURE_SECONDS_MAX;
    if (!isHeard) judged.unheard.push(unheardOf(sending, raw, false, closed));
    else if (count(raw) <= SECOND_REPORTS_MAX) judged.heard.push(record);
    else judged.dropped.push({ id: record._id, rejection: tooMany(raw) });
  }
  return judged;
}

/** Nothing from before the registration counts: nobody was registered then. */
const openFrom = ({ watermark, createdAt }: FeedDocument): UnixSeconds => watermark ?? createdAt;

function recordOf(
  { feed, source, sender, at }: Sending,
  raw: RawObservation,
  closed: UnixSeconds,
): ObservationDocument & { sender: string } {
  const known = { now: at, watermark: closed, previous: null };
  const verdict = judgeObservation(raw, sourceTerms(feed, source), { ...known, use: 'DECISION' });
  return { ...observationRecord(feed._id, raw, verdict, known), sender };
}

function unheardOf(
  sending: Sending,
  raw: RawObservation,
  stray: boolean,
  closed = openFrom(sending.feed),
): UnheardDocument {
  return { ...recordOf(sending, raw, closed), stray, purgeAt: purgeAfter(UNHEARD_KEPT_SECONDS) };
}

function tooMany({ observedAt }: RawObservation): Rejection {
  const limit = `${SECOND_REPORTS_MAX} reports of one time`;
  return { reason: 'DUPLICATE', limit, actual: `one more of ${observedAt}` };
}

/** Lets what is about the same source happen one after the other: neighbours would only get in their way. */
function turns() {
  const last = new Map<string, Promise<unknown>>();
  return async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
