/** The governed tables of the price: hazard at six scores, and how deep incidents go. */
import {
  HAZARD_TABLES_DEFAULT,
  type HazardTableName,
  type HazardTables,
  hazardTable,
  hazardTablesOf,
  isHazardTable,
} from '../pricing/hazard.ts';
import { DEPTH_DEFAULT, type Depth, isDepth } from '../pricing/severity.ts';
import { CORRELATION_DEFAULT } from '../pricing/tailHazard.ts';
import { WAD, type Wad } from '../shared/units.ts';
import { type ParameterRule, PERCENT, rule } from './rule.ts';

/** A hundredth of a percent a year: what hazards are rounded to, and the least step. */
const HAZARD_STEP = 10n ** 14n;

/** Bounds in hundredths of a percent a year: a tenth to ten times what was first published. */
const hazard = (
  table: HazardTableName,
  index: number,
  [least, most]: readonly [bigint, bigint],
  governs: string,
): ParameterRule => {
  const byDefault = HAZARD_TABLES_DEFAULT[table][index]?.hazardWad ?? 0n;
  return rule(2, 'RATE', [byDefault, least * HAZARD_STEP, most * HAZARD_STEP, HAZARD_STEP], governs);
};

const depth = (point: keyof Depth, leastPercent: bigint, governs: string): ParameterRule =>
  rule(2, 'RATE', [DEPTH_DEFAULT[point], leastPercent * PERCENT, WAD, PERCENT], governs);

/** By name, in the order of the scores. */
export const TABLE_PARAMETERS = {
  depegHazard0Wad: hazard('DEPEG', 0, [2n, 200n], 'hazard a year of a depeg product at score 0'),
  depegHazard20Wad: hazard('DEPEG', 1, [5n, 500n], 'the same at score 20'),
  depegHazard40Wad: hazard('DEPEG', 2, [15n, 1_500n], 'the same at score 40'),
  depegHazard60Wad: hazard('DEPEG', 3, [40n, 4_000n], 'the same at score 60'),
  depegHazard80Wad: hazard('DEPEG', 4, [100n, 10_000n], 'the same at score 80'),
  depegHazard100Wad: hazard('DEPEG', 5, [250n, 10_000n], 'the same at score 100'),
  contractHazard0Wad: hazard(
    'CONTRACT',
    0,
    [3n, 300n],
    'hazard a year of a product for contract failure or asset loss at score 0',
  ),
  contractHazard20Wad: hazard('CONTRACT', 1, [8n, 800n], 'the same at score 20'),
  contractHazard40Wad: hazard('CONTRACT', 2, [20n, 2_000n], 'the same at score 40'),
  contractHazard60Wad: hazard('CONTRACT', 3, [50n, 5_000n], 'the same at score 60'),
  contractHazard80Wad: hazard('CONTRACT', 4, [120n, 10_000n], 'the same at score 80'),
  contractHazard100Wad: hazard('CONTRACT', 5, [300n, 10_000n], 'the same at score 100'),
  depth90Wad: depth('at90Wad', 10n, 'part of the incidents that settle at or below 0.90'),
  depth80Wad: depth('at80Wad', 5n, 'the same at 0.80'),
  depth50Wad: depth('at50Wad', 1n, 'the same at 0.50'),
  correlationWad: rule(
    2,
    'RATE',
    [CORRELATION_DEFAULT, 0n, 60n * PERCENT, PERCENT],
    'correlation of groups that the capital in a price supposes',
  ),
} as const;

type TableValues = Readonly<Record<keyof typeof TABLE_PARAMETERS, Wad>>;

/** The points of each table, by name. */
const POINTS: Readonly<Record<HazardTableName, readonly (keyof TableValues)[]>> = {
  DEPEG: [
    ...(['depegHazard0Wad', 'depegHazard20Wad', 'depegHazard40Wad'] as const),
    ...(['depegHazard60Wad', 'depegHazard80Wad', 'depegHazard100Wad'] as const),
  ],
  CONTRACT: [
    ...(['contractHazard0Wad', 'contractHazard20Wad', 'contractHazard40Wad'] as const),
    ...(['contractHazard60Wad', 'contractHazard80Wad', 'contractHazard100Wad'] as const),
  ],
};

const tableOf = (name: HazardTableName, values: TableValues) =>
  hazardTable(POINTS[name].map((point) => values[point]));

/** The table of each peril under values in force. */
export const hazardsFrom = (values: TableValues): HazardTables =>
  hazardTablesOf({ DEPEG: tableOf('DEPEG', values), CONTRACT: tableOf('CONTRACT', values) });

/** The curve of depth under values in force. */
export const depthFrom = ({ depth90Wad, depth80Wad, depth50Wad }: TableValues): Depth => ({
  at90Wad: depth90Wad,
  at80Wad: depth80Wad,
  at50Wad: depth50Wad,
});

/**
 * The table that falls somewhere, or null: a riskier score is never cheaper, a lower price never likelier.
 * Bounds cannot promise it, for those of neighbouring points would have to be so narrow that no finding could
 * be followed.
 */
export const fallingTable = (values: TableValues): HazardTableName | 'DEPTH' | null =>
  (Object.keys(POINTS) as HazardTableName[]).find((name) => !isHazardTable(tableOf(name, values))) ??
  (isDepth(depthFrom(values)) ? null : 'DEPTH');
