/**
 * The governed parameters as decisions read them: `draft.parameters`. The document of what governs belongs to
 * every world (docs/decisions/0035), so that no command names it and none reads a constant in its place.
 */
import { type AuctionTerms, recapitalisationTerms, reserveSaleTerms } from '../domain/auction/terms.ts';
import type { DistributorGrade, DistributorLimits } from '../domain/distribution/grade.ts';
import type { FundRules } from '../domain/fund/excess.ts';
import { PARAMETER_DEFAULTS, type ParameterValues } from '../domain/governance/parameters.ts';
import { depthFrom, hazardsFrom } from '../domain/governance/tables.ts';
import type { FeeSchedule } from '../domain/policy/split.ts';
import type { LadderRules } from '../domain/pool/ladder.ts';
import type { QueueLevels } from '../domain/pool/queuePressure.ts';
import type { HazardTables } from '../domain/pricing/hazard.ts';
import type { Depth } from '../domain/pricing/severity.ts';
import { tailTablesOf } from '../domain/pricing/tailHazard.ts';
import type { RateParameters } from '../domain/pricing/technicalRate.ts';
import type { UtilisationCurve } from '../domain/pricing/utilisation.ts';
import { mulDivDown } from '../domain/shared/rounding.ts';
import { BPS, WAD, type Wad } from '../domain/shared/units.ts';
import { type DrawCaps, GRADES, type VenueGrade } from '../domain/venue/grade.ts';
import { GOVERNED_LAYERS, type LayerOrder, type WaterfallRules } from '../domain/waterfall/rules.ts';
import type { GovernanceDocument } from '../store/documents/governance.ts';

/** The one document of its collection. */
export const GOVERNANCE_ID = 'governance';

/** The values in force under one version, and the terms that the rules take together. */
export interface Parameters {
  /** Counts changes; a quote of another version is not honoured. */
  readonly version: number;
  readonly values: ParameterValues;
  readonly rates: RateParameters;
  /** Hazard by score, for each peril; and how deep incidents go. */
  readonly hazards: HazardTables;
  readonly depth: Depth;
  /** How groups fall together, and the hazards of the worst of 200 years that follow from it. */
  readonly correlationWad: Wad;
  readonly tails: HazardTables;
  readonly curve: UtilisationCurve;
  readonly fees: FeeSchedule;
  readonly ladder: LadderRules;
  readonly queue: QueueLevels;
  readonly waterfall: WaterfallRules;
  /** What venues may draw of the layers beyond their own funds, by grade. */
  readonly venueDraws: Readonly<Record<VenueGrade, DrawCaps>>;
  readonly funds: FundRules;
  /** What distributors may ask and sell, by grade. */
  readonly distributors: Readonly<Record<DistributorGrade, DistributorLimits>>;
  /** Of auctions that are opened from now on. */
  readonly recapitalisation: AuctionTerms;
  readonly reserveSale: AuctionTerms;
}

const known = new WeakMap<GovernanceDocument, Parameters>();

/** What is in force under a document; the defaults where nothing was ever changed. */
export function parametersOf(document: GovernanceDocument | null): Parameters {
  if (document === null) return DEFAULTS;
  const before = known.get(document);
  if (before !== undefined) return before;
  const parameters = parametersFrom(document.parameterVersion, document.values, document.layerOrder);
  known.set(document, parameters);
  return parameters;
}

function parametersFrom(
  version: number,
  set: Readonly<Record<string, bigint>>,
  order: LayerOrder = GOVERNED_LAYERS,
): Parameters {
  const values: ParameterValues = { ...PARAMETER_DEFAULTS, ...set };
  const { marginWad, costOfCapitalWad, minRateWad, kinkWad, maxMultiplierWad } = values;
  const { fundFeeBps, vaultFeeBps: vaultBps, platformFeeBps: platformBps } = values;
  const poolBps = BPS - fundFeeBps - vaultBps - platformBps;
  const poolShareWad = partOf(poolBps);
  const hazards = hazardsFrom(values);
  return {
    version,
    values,
    rates: { marginWad, costOfCapitalWad, poolShareWad, minRateWad },
    hazards,
    depth: depthFrom(values),
    correlationWad: values.correlationWad,
    tails: tailTablesOf(hazards, values.correlationWad),
    curve: { kinkWad, maxMultiplierWad },
    fees: { poolBps, vaultBps, platformBps },
    ladder: {
      minimumWad: values.adequacyMinimumWad,
      topUpSeconds: Number(values.topUpSeconds),
      recapitalisationSeconds: Number(values.recapitalisationSeconds),
    },
    queue: { salesStopBps: values.queueSalesStopBps, closedBps: values.queueClosedBps },
    waterfall: waterfallFrom(values, order),
    venueDraws: venueDrawsFrom(values),
    funds: { bufferWad: values.fundBufferWad, targetWad: values.adequacyTargetWad },
    distributors: distributorLimitsFrom(values),
    recapitalisation: recapitalisationTerms(
      values.recapitalisationTopWad,
      values.recapitalisationFloorWad,
      Number(values.recapitalisationTauSeconds),
    ),
    reserveSale: reserveSaleTerms(
      values.reserveSaleTopWad,
      values.reserveSaleFloorWad,
      Number(values.reserveSaleStepSeconds),
    ),
  };
}

function waterfallFrom(values: ParameterValues, order: LayerOrder): WaterfallRules {
  return {
    order,
    sharedFundCaps: {
      A: partOf(values.sharedFundCapABps),
      B: partOf(values.sharedFundCapBBps),
      C: partOf(values.sharedFundCapCBps),
    },
    vaultEventCap: partOf(values.vaultEventCapBps),
    treasuryEventCap: partOf(values.treasuryEventCapBps),
    treasuryPeriodCap: partOf(values.treasuryPeriodCapBps),
  };
}

function venueDrawsFrom(values: ParameterValues): Parameters['venueDraws'] {
  const caps = (event: bigint, day: bigint) => ({ eventCapWad: partOf(event), dayCapWad: partOf(day) });
  return {
    A: caps(values.venueEventCapABps, values.venueDayCapABps),
    B: caps(values.venueEventCapBBps, values.venueDayCapBBps),
    C: caps(values.venueEventCapCBps, values.venueDayCapCBps),
    // Whoever has no grade yet draws nothing but its own.
    D: GRADES.D,
  };
}

function distributorLimitsFrom(values: ParameterValues): Parameters['distributors'] {
  const limits = (commission: bigint, coverUnits: bigint) => ({
    commissionBps: Number(commission),
    coverUnits,
  });
  return {
    A: limits(values.distributorCommissionABps, values.distributorCoverAUnits),
    B: limits(values.distributorCommissionBBps, values.distributorCoverBUnits),
    C: limits(values.distributorCommissionCBps, values.distributorCoverCUnits),
    D: limits(values.distributorCommissionDBps, values.distributorCoverDUnits),
  };
}

/** Down, and exact: a hundredth of a percent is 10^14 of the unit of rates. */
const partOf = (bps: bigint): Wad => mulDivDown(bps, WAD, BPS);

const DEFAULTS = parametersFrom(1, {});
