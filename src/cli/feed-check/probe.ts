/** Asks the real source once, and tells what it says and how old that is. */
import type { FeedFamily, RawObservation } from '../../../oracles/adapter.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { formatTime } from '../shared/times.ts';
import { broken, errorText, type Finding, kept, notMade, type Section } from './finding.ts';

/** Observations that are shown, the newest last. */
const SHOWN = 5;

export interface Probe {
  readonly family: FeedFamily;
  readonly config: unknown;
  readonly operators: readonly string[];
  now(): UnixSeconds;
}

/** One poll from the beginning, as the first one of the watcher. */
export async function probe({ family, config, operators, now }: Probe): Promise<Section> {
  const title = 'Live source';
  const answers = 'answers';
  if (family.push !== null) {
    return { title, findings: [notMade(answers, 'its reports are sent to the service')] };
  }
  const signal = new AbortController().signal;
  try {
    const source = family.open(config, { sourceId: 'probe', operators, now, signal });
    try {
      const { observations, watch, readThrough, more } = await source.poll({ cursor: null, until: now() });
      const counts = `${observations.length} observations${more ? ' and more' : ''}, ${watch.length} not final`;
      return {
        title,
        findings: [
          kept(answers, counts),
          readThrough === null
            ? notMade('says how far it has been read', 'nothing could be read yet')
            : kept('says how far it has been read', through(readThrough, now())),
          shaped([...observations, ...watch]),
          ...observations
            .filter(isShaped)
            .slice(-SHOWN)
            .map((one) => kept('observes', line(one, now()))),
        ],
      };
    } finally {
      await source.close();
    }
  } catch (error) {
    const mend =
      'mend the configuration or the adapter; the code says which: see SourceError in oracles/adapter.ts';
    return { title, findings: [broken(answers, { expected: 'a poll', actual: errorText(error), mend })] };
  }
}

function through(
  { eventTime, block, blockHash }: { eventTime: UnixSeconds; block?: number; blockHash?: string },
  now: UnixSeconds,
): string {
  const at = `${formatTime(eventTime)}, ${now - eventTime} s ago`;
  return block === undefined ? at : `${at}; block ${block} ${blockHash ?? 'without hash'}`;
}

function line(observation: RawObservation, now: UnixSeconds): string {
  const { operator, round, value, decimals, observedAt, blockNumber, blockHash } = observation;
  const block = blockNumber === undefined ? '' : ` block ${blockNumber} ${blockHash ?? ''}`;
  const at = `${formatTime(observedAt)} (${now - observedAt} s ago)`;
  return `${operator} round ${round} value ${value} with ${decimals} decimals at ${at}${block}`;
}

/** What no judge could make anything of. */
function shaped(observations: readonly RawObservation[]): Finding {
  const promise = 'gives observations in the shape that is judged';
  const odd = observations.filter((one) => !isShaped(one));
  if (odd.length === 0) return kept(promise);
  return broken(promise, {
    expected: 'digits as round, a bigint as value, whole numbers as decimals and time',
    actual: `${odd.length} of another shape`,
    mend: 'see RawObservation in src/domain/feed/observation.ts',
  });
}

function isShaped({ round, value, decimals, observedAt }: RawObservation): boolean {
  const whole = [decimals, observedAt].every(Number.isSafeInteger);
  return /^\d+$/.test(round) && typeof value === 'bigint' && whole;
}
