/** How much of the cover an incident pays on average. */
import { WAD, type Wad } from '../shared/units.ts';

/** Expected payout ratio of each payout shape. */
export type Severities = Readonly<Record<'BINARY' | 'TIERED' | 'LINEAR', Wad>>;

/**
 * What holds where governors have set nothing: as calibrated (docs/risk-model.md, "Calibration"), rounded up
 * to whole percent. All or nothing pays all of the cover by definition; the other two are governed.
 */
export const SEVERITIES_DEFAULT: Severities = {
  BINARY: WAD,
  TIERED: 46n * 10n ** 16n,
  LINEAR: 29n * 10n ** 16n,
};
