/** How much of the cover an incident pays on average, before calibration. */
import { WAD, type Wad } from '../shared/units.ts';

/**
 * Expected payout ratio of each payout shape: a prior, replaced by the calibrated one of a product's own
 * options.
 */
export const SEVERITY_BEFORE_CALIBRATION: Readonly<Record<'BINARY' | 'TIERED' | 'LINEAR', Wad>> = {
  BINARY: WAD,
  TIERED: 35n * 10n ** 16n,
  LINEAR: 40n * 10n ** 16n,
};
