/**
 * The models that hold until others are adopted. They are a judgement, made with the public frameworks that
 * docs/risk-model.md names; nobody has fitted them to data.
 */
import type { RiskKind } from './factors.ts';
import type { ModelFactor, RiskModel } from './model.ts';

/** A weight in percent, values, and the points of each: as people write them. */
const factor = (
  name: string,
  percent: bigint,
  values: readonly bigint[],
  points: readonly bigint[],
): ModelFactor => ({
  factor: name,
  weightBps: percent * 100n,
  table: values.map((value, index) => ({ value, pointsBps: (points[index] ?? 100n) * 100n })),
});

const K = 1_000n;
const M = 1_000n * K;
const B = 1_000n * M;

const DEVIATION = [
  [0n, 10n, 50n, 200n, 1_000n],
  [0n, 15n, 35n, 65n, 100n],
] as const;

const STABLECOIN: readonly ModelFactor[] = [
  factor('backing', 20n, [5_000n, 8_000n, 9_500n, 9_900n, 10_000n, 10_200n], [100n, 85n, 60n, 35n, 10n, 0n]),
  factor('redemption', 12n, [1n, 24n, 72n, 168n, 720n], [0n, 15n, 40n, 70n, 100n]),
  factor('liquidityDepth', 12n, [0n, M, 10n * M, 50n * M, 250n * M, B], [100n, 80n, 55n, 30n, 10n, 0n]),
  factor('pegVolatility', 8n, [0n, 10n, 30n, 100n, 300n], [0n, 10n, 30n, 70n, 100n]),
  factor('deviationFrequency', 8n, ...DEVIATION),
  factor('pegEpisodes', 10n, [0n, 1n, 2n, 4n, 8n], [0n, 25n, 45n, 75n, 100n]),
  factor('age', 7n, [0n, 180n, 365n, 1_095n, 1_825n, 2_920n], [100n, 85n, 65n, 35n, 15n, 0n]),
  factor('size', 7n, [0n, 10n * M, 100n * M, B, 10n * B, 50n * B], [100n, 85n, 60n, 30n, 10n, 0n]),
  factor('concentration', 8n, [0n, 2_000n, 4_000n, 6_000n, 9_000n], [0n, 20n, 45n, 70n, 100n]),
  factor('oracleOperators', 8n, [0n, 1n, 2n, 3n, 5n, 9n], [100n, 80n, 45n, 25n, 10n, 0n]),
];

const CONTRACT: readonly ModelFactor[] = [
  factor('audits', 14n, [0n, 1n, 2n, 3n, 5n], [100n, 55n, 30n, 15n, 0n]),
  factor('codeAge', 12n, [0n, 90n, 180n, 365n, 730n, 1_460n], [100n, 75n, 60n, 40n, 20n, 0n]),
  factor('valueAtRisk', 7n, [0n, M, 10n * M, 100n * M, B, 10n * B], [0n, 10n, 30n, 50n, 75n, 100n]),
  factor('upgradeDelay', 13n, [0n, 24n, 48n, 168n, 720n, 8_760n], [100n, 70n, 50n, 25n, 10n, 0n]),
  factor('bugBounty', 8n, [0n, 10n * K, 100n * K, M, 10n * M], [100n, 80n, 55n, 20n, 0n]),
  factor('dependencies', 9n, [0n, 2n, 5n, 10n, 20n], [0n, 20n, 50n, 80n, 100n]),
  factor('complexity', 7n, [0n, 500n, 2_000n, 5_000n, 10_000n, 25_000n], [0n, 10n, 30n, 55n, 80n, 100n]),
  factor('incidents', 10n, [0n, 1n, 2n, 3n], [0n, 60n, 85n, 100n]),
  factor('adminKeys', 13n, [1n, 2n, 3n, 5n, 7n, 9n], [100n, 75n, 50n, 25n, 10n, 0n]),
  factor('deviationFrequency', 7n, ...DEVIATION),
];

/** Version 1 of each kind. */
export const FIRST_MODELS: Readonly<Record<RiskKind, RiskModel>> = {
  STABLECOIN: { kind: 'STABLECOIN', modelVersion: 1, factors: STABLECOIN },
  CONTRACT: { kind: 'CONTRACT', modelVersion: 1, factors: CONTRACT },
};
