/** A book as it is described: what is covered by whom and what stands behind it, before any chance. */
import type { FundClass } from '../fund/fundClass.ts';
import type { FeeSchedule } from '../policy/split.ts';
import type { HazardTables } from '../pricing/hazard.ts';
import type { Depth } from '../pricing/severity.ts';
import type { RateParameters } from '../pricing/technicalRate.ts';
import type { UtilisationCurve } from '../pricing/utilisation.ts';
import type { Peril } from '../product/peril.ts';
import type { Amount, Wad } from '../shared/units.ts';
import type { PayoutShape } from '../trigger/rule.ts';
import type { WaterfallRules } from '../waterfall/rules.ts';

/** The parameters in force that a year of a book follows from. */
export interface BookRules {
  readonly rates: RateParameters;
  readonly hazards: HazardTables;
  readonly depth: Depth;
  /** The hazards of the worst of 200 years. */
  readonly tails: HazardTables;
  readonly curve: UtilisationCurve;
  readonly fees: FeeSchedule;
  readonly waterfall: WaterfallRules;
  /** Part of its requirement up to which a fund gives nothing away. */
  readonly fundBufferWad: Wad;
}

/** One product: its risk as it is priced. */
export interface DescribedProduct {
  readonly productId: string;
  readonly group: string;
  readonly peril: Peril;
  readonly score: number;
  /** What its options pay, by the settlement value. */
  readonly payout: PayoutShape;
  readonly minRateWad: Wad;
}

/** A pool with the cover that it carries. */
export interface DescribedPool {
  readonly poolId: string;
  readonly capital: Amount;
  readonly ownFund: Amount;
  readonly fundClass: FundClass;
  readonly leverageWad: Wad;
  readonly requirementFloor: Amount;
  readonly products: readonly {
    readonly productId: string;
    readonly weightWad: Wad;
    readonly cover: Amount;
  }[];
}

/** What all pools share. Commitments and treasury pay only what was granted: nothing unless it is said. */
export interface SharedLayers {
  readonly slice: Amount;
  readonly sharedFund: Amount;
  readonly vault: Amount;
  readonly commitments: Amount;
  readonly treasury: Amount;
}

export interface BookDescription {
  readonly name: string;
  /** Smallest units of one whole unit of the asset. */
  readonly unit: Amount;
  readonly products: readonly DescribedProduct[];
  readonly pools: readonly DescribedPool[];
  readonly shared: SharedLayers;
  readonly rules: BookRules;
}
