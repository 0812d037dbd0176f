/**
 * The promises of the interface, checked on a family over prepared input: what every family keeps, whatever
 * it reads. Each check opens sources of its own and answers with what it found wrong: nothing, when all is
 * well.
 *
 * Example: `await CHECKS[0].check({ family: replay, config: { file }, … })` → `[]`.
 */
import { isDeepStrictEqual } from 'node:util';
import type { UnixSeconds } from '../src/domain/shared/units.ts';
import {
  type FeedFamily,
  type PollResult,
  type RawObservation,
  type Source,
  SourceError,
} from './adapter.ts';

/** A family over input that stays as it is while it is checked. */
export interface Subject {
  readonly family: FeedFamily;
  /** Reads at least two observations of different times from the input. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly operators: readonly string[];
  now(): UnixSeconds;
  /** Changes of the configuration that cut the same input into other pages. */
  readonly pages?: readonly Readonly<Record<string, unknown>>[];
  /** Changes that are wrong, and the path that must be named. */
  readonly wrong: readonly { readonly change: Readonly<Record<string, unknown>>; readonly path: string }[];
  /** A change that leads nowhere, and what of it no message may show: an endpoint holds an access key. */
  readonly unreachable?: { readonly change: Readonly<Record<string, unknown>>; readonly secret: string };
}

export interface Check {
  /** As the name of a test. */
  readonly promise: string;
  /** What to do when it is broken. */
  readonly mend: string;
  /** Only a source that can tell the past can keep it: a page that says what is true now cannot. */
  readonly ofHistory?: boolean;
  check(subject: Subject): Promise<string[]>;
}

export const CHECKS: readonly Check[] = [
  {
    promise: 'names what is wrong with a configuration',
    mend: 'say it in the schema of the configuration, with the field as path; open() then throws CONFIG',
    check: checkConfigs,
  },
  {
    promise: 'gives the same observations for the same cursor',
    ofHistory: true,
    mend: 'let all that a poll gives follow from cursor and source; refuse a foreign cursor with CONFIG',
    check: checkCursors,
  },
  {
    promise: 'gives the same observations however polls are cut',
    ofHistory: true,
    mend: 'let the cursor say what was given out, and nothing of how it was asked for',
    check: checkPages,
  },
  {
    promise: 'reads nothing past the event time that is asked for, and never goes back',
    mend: 'leave out what is observed after `until`; let readThrough rise, and stop at `until`',
    check: checkTime,
  },
  {
    promise: 'tells final from not final',
    mend: 'put into `observations` what cannot change any more, and all else into `watch`',
    check: checkFinality,
  },
  {
    promise: 'raises the round with every report of an operator',
    mend: "take the source's own number, or the time where it has none; sort, or refuse with BAD_ANSWER",
    check: checkRounds,
  },
  {
    promise: 'ends with ABORTED when the process stops',
    mend: 'look at context.signal before a poll, and hand it on to whatever waits',
    check: checkAbort,
  },
  {
    promise: 'fails with errors that show no endpoint',
    mend: 'write messages of your own: an address may hold a key, and messages are shown',
    check: checkErrors,
  },
];

/** Times at which the checks stop on their way. */
const STOPS = 6;

async function checkConfigs({ family, config, wrong, ...rest }: Subject): Promise<string[]> {
  const found = family.problems(config).map(({ path, message }) => `config: ${path} ${message}`);
  for (const { change, path } of wrong) {
    const changed = { ...config, ...change };
    const paths = family.problems(changed).map((problem) => problem.path);
    if (!paths.includes(path)) found.push(`${JSON.stringify(change)}: "${path}" is not named`);
    const failure = await failureOf(async () => open({ family, config, wrong, ...rest }, change));
    if (failure?.code !== 'CONFIG') found.push(`${JSON.stringify(change)}: can be opened`);
  }
  return found;
}

async function checkCursors(subject: Subject): Promise<string[]> {
  const found: string[] = [];
  const { observations } = await readAll(subject);
  if (new Set(observations.map(({ observedAt }) => observedAt)).size < 2) {
    found.push('the input has fewer than two observations of different times');
  }
  const [source, other] = [open(subject), open(subject)];
  for (const until of stopsOf(observations)) {
    const { cursor } = await source.poll({ cursor: null, until });
    const rest = await source.poll({ cursor });
    if (!isDeepStrictEqual(await source.poll({ cursor }), rest)) found.push(`asked twice after ${until}`);
    if (!isDeepStrictEqual(await other.poll({ cursor }), rest)) found.push(`another process after ${until}`);
  }
  for (const cursor of ['', '\u0000', '{"block":"x"}', '[]', '-1']) {
    const failure = await failureOf(() => source.poll({ cursor }));
    if (failure?.code !== 'CONFIG') found.push(`the foreign cursor "${cursor}" is taken`);
  }
  await Promise.all([source.close(), other.close()]);
  return found;
}

async function checkPages(subject: Subject): Promise<string[]> {
  const found: string[] = [];
  const whole = await readAll(subject);
  for (const change of subject.pages ?? []) {
    const paged = await readAll(subject, change);
    if (!isDeepStrictEqual(paged, whole)) found.push(`pages by ${JSON.stringify(change)}`);
  }
  const source = open(subject);
  let cursor: string | null = null;
  const steps: RawObservation[] = [];
  for (const until of [...stopsOf(whole.observations), undefined]) {
    const read = await readOn(source, cursor, until);
    cursor = read.cursor;
    steps.push(...read.observations);
  }
  if (!isDeepStrictEqual(steps, whole.observations)) found.push('step by step in time');
  await source.close();
  return found;
}

async function checkTime(subject: Subject): Promise<string[]> {
  const found: string[] = [];
  const { observations } = await readAll(subject);
  const source = open(subject);
  let cursor: string | null = null;
  let closed = Number.NEGATIVE_INFINITY;
  for (const until of [...stopsOf(observations), undefined]) {
    const read = await readOn(source, cursor, until);
    cursor = read.cursor;
    const times = read.observations.map(({ observedAt }) => observedAt);
    if (until !== undefined && times.some((at) => at > until)) found.push(`observed after ${until}`);
    if (times.some((at) => at <= closed)) found.push(`observed at or before ${closed}, which was read`);
    const reached = read.readThrough?.eventTime ?? closed;
    if (until !== undefined && reached > until) found.push(`read through ${reached}, past ${until}`);
    if (reached < closed) found.push(`read through ${reached} after ${closed}`);
    closed = reached;
  }
  await source.close();
  return found;
}

async function checkFinality(subject: Subject): Promise<string[]> {
  const { observations, watch, readThrough } = await readAll(subject);
  const found: string[] = [];
  if (observations.some(({ finalized }) => !finalized)) found.push('an observation is not final');
  if (watch.some(({ finalized }) => finalized)) found.push('what is watched is final');
  const through = readThrough?.block ?? Number.NEGATIVE_INFINITY;
  if (watch.some(({ blockNumber = through + 1 }) => blockNumber <= through)) {
    found.push('what is watched stands in blocks that were read');
  }
  for (const { blockNumber, blockHash } of [...observations, ...watch]) {
    if (blockNumber !== undefined && blockHash === undefined) found.push(`block ${blockNumber} has no hash`);
  }
  return found;
}

async function checkRounds(subject: Subject): Promise<string[]> {
  const { observations, watch } = await readAll(subject);
  const last = new Map<string, bigint>();
  return [...observations, ...watch].flatMap(({ operator, round }) => {
    if (!/^\d+$/.test(round)) return [`round "${round}" is not digits`];
    const before = last.get(operator);
    last.set(operator, BigInt(round));
    return before !== undefined && BigInt(round) <= before ? [`${operator}: ${round} after ${before}`] : [];
  });
}

async function checkAbort(subject: Subject): Promise<string[]> {
  const found: string[] = [];
  const stopping = new AbortController();
  const source = open(subject, {}, stopping.signal);
  const underWay = failureOf(() => source.poll({ cursor: null }));
  stopping.abort();
  const failure = await underWay;
  if (failure !== null && failure.code !== 'ABORTED')
    found.push(`a poll under way ended with ${failure.code}`);
  const later = await failureOf(() => source.poll({ cursor: null }));
  if (later?.code !== 'ABORTED') found.push(`a later poll ended with ${later?.code ?? 'an answer'}`);
  await source.close();
  return found;
}

async function checkErrors(subject: Subject): Promise<string[]> {
  if (subject.unreachable === undefined) return [];
  const { change, secret } = subject.unreachable;
  const source = open(subject, change);
  const failure = await failureOf(() => source.poll({ cursor: null }));
  await source.close();
  if (failure === null) return ['nothing failed'];
  const shows = failure.message.includes(secret) || failure.message.includes('://');
  return shows ? [`the message shows the endpoint: ${failure.code}`] : [];
}

function open(
  { family, config, operators, now }: Subject,
  change: Readonly<Record<string, unknown>> = {},
  signal = new AbortController().signal,
): Source {
  return family.open({ ...config, ...change }, { sourceId: 'checked', operators, now, signal });
}

/** Everything that a source has from its beginning on. */
export async function readAll(subject: Subject, change = {}): Promise<PollResult> {
  const source = open(subject, change);
  const read = await readOn(source, null);
  await source.close();
  return read;
}

/** Polls until nothing more is at hand. */
async function readOn(source: Source, from: string | null, until?: UnixSeconds): Promise<PollResult> {
  let last = await source.poll({ cursor: from, until });
  const observations = [...last.observations];
  while (last.more) {
    last = await source.poll({ cursor: last.cursor, until });
    observations.push(...last.observations);
  }
  return { ...last, observations };
}

/** Some times of what was observed, and one second before each: rising. */
function stopsOf(observations: readonly RawObservation[]): UnixSeconds[] {
  const times = [...new Set(observations.flatMap(({ observedAt: at }) => [at - 1, at]))].sort(
    (a, b) => a - b,
  );
  const step = Math.max(1, Math.ceil(times.length / STOPS));
  return times.filter((_, index) => index % step === 0);
}

/** What went wrong, or null. Anything but a SourceError breaks the interface and is thrown on. */
async function failureOf(act: () => Promise<unknown>): Promise<SourceError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
}
