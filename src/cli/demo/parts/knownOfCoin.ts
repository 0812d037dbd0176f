/** What the stories take for known of every coin: made up, so that each begins with a score of 30. */
import type { UnixSeconds } from '../../../domain/shared/units.ts';
import { formatTime } from '../../shared/times.ts';

/** By factor of the risk model, in its unit (docs/risk-model.md). */
const KNOWN = {
  backing: '9900',
  redemption: '72',
  liquidityDepth: '50000000',
  pegVolatility: '5',
  deviationFrequency: '0',
  pegEpisodes: '2',
  age: '1095',
  size: '1000000000',
  concentration: '2000',
  oracleOperators: '3',
};

/** As the API takes it, looked up now. */
export const knownOfCoin = (now: UnixSeconds) =>
  Object.entries(KNOWN).map(([factor, value]) => ({
    ...{ factor, value, source: 'taken for known in the demo', asOf: formatTime(now) },
  }));
