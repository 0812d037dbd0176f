/** How much of the cover an incident pays on average. */
import { WAD, type Wad } from '../shared/units.ts';

/** Expected payout ratio of each payout shape. */
export type Severities = Readonly<Record<'BINARY' | 'TIERED' | 'LINEAR', Wad>>;

/**
 * What holds where governors have set nothing: a prior, until calibrated. All or nothing pays all of the
 * cover by definition; the other two are governed.
 */
export const SEVERITIES_DEFAULT: Severities = {
  BINARY: WAD,
  TIERED: 35n * 10n ** 16n,
  LINEAR: 40n * 10n ** 16n,
};
