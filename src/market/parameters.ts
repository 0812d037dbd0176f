/**
 * The governed parameters as decisions read them: `draft.parameters`. The document of what governs belongs to
 * every world (docs/decisions/0035), so that no command names it and none reads a constant in its place.
 */
import { PARAMETER_DEFAULTS, type ParameterValues } from '../domain/governance/parameters.ts';
import type { FeeSchedule } from '../domain/policy/split.ts';
import type { LadderRules } from '../domain/pool/ladder.ts';
import type { QueueLevels } from '../domain/pool/queuePressure.ts';
import type { RateParameters } from '../domain/pricing/technicalRate.ts';
import type { UtilisationCurve } from '../domain/pricing/utilisation.ts';
import { mulDivDown } from '../domain/shared/rounding.ts';
import { BPS, WAD } from '../domain/shared/units.ts';
import type { GovernanceDocument } from '../store/documents/governance.ts';

/** The one document of its collection. */
export const GOVERNANCE_ID = 'governance';

/** The values in force under one version, and the terms that the rules take together. */
export interface Parameters {
  /** Counts changes; a quote of another version is not honoured. */
  readonly version: number;
  readonly values: ParameterValues;
  readonly rates: RateParameters;
  readonly curve: UtilisationCurve;
  readonly fees: FeeSchedule;
  readonly ladder: LadderRules;
  readonly queue: QueueLevels;
}

const known = new WeakMap<GovernanceDocument, Parameters>();

/** What is in force under a document; the defaults where nothing was ever changed. */
export function parametersOf(document: GovernanceDocument | null): Parameters {
  if (document === null) return DEFAULTS;
  const before = known.get(document);
  if (before !== undefined) return before;
  const parameters = parametersFrom(document.parameterVersion, document.values);
  known.set(document, parameters);
  return parameters;
}

function parametersFrom(version: number, set: Readonly<Record<string, bigint>>): Parameters {
  const values: ParameterValues = { ...PARAMETER_DEFAULTS, ...set };
  const { marginWad, costOfCapitalWad, minRateWad, kinkWad, maxMultiplierWad } = values;
  const { fundFeeBps, vaultFeeBps: vaultBps, platformFeeBps: platformBps } = values;
  const poolBps = BPS - fundFeeBps - vaultBps - platformBps;
  // Down, and exact: a hundredth of a percent is 10^14 of the unit of rates.
  const poolShareWad = mulDivDown(poolBps, WAD, BPS);
  return {
    version,
    values,
    rates: { marginWad, costOfCapitalWad, poolShareWad, minRateWad },
    curve: { kinkWad, maxMultiplierWad },
    fees: { poolBps, vaultBps, platformBps },
    ladder: {
      minimumWad: values.adequacyMinimumWad,
      topUpSeconds: Number(values.topUpSeconds),
      recapitalisationSeconds: Number(values.recapitalisationSeconds),
    },
    queue: { salesStopBps: values.queueSalesStopBps, closedBps: values.queueClosedBps },
  };
}

const DEFAULTS = parametersFrom(1, {});
