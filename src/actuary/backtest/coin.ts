/** What is stated of a coin beside what its feed shows: the factors that somebody has to look up. */
import { factorRule } from '../../domain/risk/factors.ts';
import { FIRST_MODELS } from '../../domain/risk/firstModels.ts';
import { nextUniform, type RandomState } from '../random.ts';

export interface StatedFactor {
  readonly factor: string;
  readonly value: bigint;
}

const STATED = FIRST_MODELS.STABLECOIN.factors.filter(
  ({ factor }) => !factorRule('STABLECOIN', factor).measured,
);

/** How far a factor's points may lie from the coin's grade, each way. */
const SCATTER_BPS = 2_000;
const POINTS_BPS = 10_000;

/**
 * A coin of a grade from 0 (sound) to 1: of each factor that value of its table whose points come closest to
 * the grade, give or take 20 points.
 */
export function madeUpCoin(random: RandomState, grade: number): StatedFactor[] {
  return STATED.map(({ factor, table }) => {
    const wanted = grade * POINTS_BPS + (2 * nextUniform(random) - 1) * SCATTER_BPS;
    const distance = ({ pointsBps }: { pointsBps: bigint }) => Math.abs(Number(pointsBps) - wanted);
    const nearest = table.reduce((best, point) => (distance(point) < distance(best) ? point : best));
    return { factor, value: nearest.value };
  });
}

const M = 1_000_000n;

/**
 * USDC on 10 March 2023 as it was known before that evening: rough figures of what had been published, by
 * whoever wrote this, not by a governor who looked each of them up.
 */
export const USDC_2023: readonly StatedFactor[] = [
  { factor: 'backing', value: 10_000n },
  { factor: 'redemption', value: 24n },
  { factor: 'liquidityDepth', value: 250n * M },
  { factor: 'pegEpisodes', value: 0n },
  { factor: 'age', value: 1_630n },
  { factor: 'size', value: 43_000n * M },
  { factor: 'concentration', value: 4_000n },
  { factor: 'oracleOperators', value: 5n },
];

/**
 * UST on 6 May 2022, alike: a reserve of a fifth, paid out in another coin of its maker, two years old, most
 * of it in one place. Its episodes are those of docs/risk-model.md.
 */
export const UST_2022: readonly StatedFactor[] = [
  { factor: 'backing', value: 2_000n },
  { factor: 'redemption', value: 24n },
  { factor: 'liquidityDepth', value: 100n * M },
  { factor: 'pegEpisodes', value: 3n },
  { factor: 'age', value: 600n },
  { factor: 'size', value: 18_000n * M },
  { factor: 'concentration', value: 7_500n },
  { factor: 'oracleOperators', value: 5n },
];
