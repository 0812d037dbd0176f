/**
 * What a score is made of: which factors there are, what each of them counts and which way it is risky.
 * docs/risk-model.md says where each of them comes from. Weights and tables are those of a model.
 */
import type { Peril } from '../product/peril.ts';
import type { FactorDirection, FactorUnit } from './factor.ts';

/** What is said of a factor, whatever its weight and its table. */
export interface FactorRule {
  readonly unit: FactorUnit;
  readonly direction: FactorDirection;
  /** True where the feed of the product itself tells it, once a day. */
  readonly measured: boolean;
  /** What the value is, so that two people who look it up find the same. */
  readonly counts: string;
}

const stated = (unit: FactorUnit, direction: FactorDirection, counts: string): FactorRule => ({
  ...{ unit, direction, counts },
  measured: false,
});

const DEVIATION: FactorRule = {
  unit: 'BPS',
  direction: 'RISING',
  measured: true,
  counts: "part of the last 30 days that the product's feed was below its watch level, or said nothing",
};

/** Of a coin that is to keep its peg. */
const STABLECOIN = {
  backing: stated('BPS', 'FALLING', 'safe and liquid reserves (or collateral) over what is in circulation'),
  redemption: stated('HOURS', 'RISING', 'hours until a holder who asks for it has been paid at par'),
  liquidityDepth: stated('USD', 'FALLING', 'dollars that can be sold at once within 2 % of the peg'),
  pegVolatility: {
    unit: 'BPS',
    direction: 'RISING',
    measured: true,
    counts: 'mean over the last 30 days of (highest - lowest) / lowest reading of a day',
  },
  deviationFrequency: DEVIATION,
  pegEpisodes: stated('COUNT', 'RISING', 'times within 36 months that a daily close was below 0.98'),
  age: stated('DAYS', 'FALLING', 'days since it was first issued under its present mechanism'),
  size: stated('USD', 'FALLING', 'dollars in circulation'),
  concentration: stated('BPS', 'RISING', 'part of the supply that the ten largest holders have'),
  oracleOperators: stated('COUNT', 'FALLING', 'operators who must collude to move the feed that decides'),
} as const satisfies Record<string, FactorRule>;

/** Of a contract, or of what a contract holds. */
const CONTRACT = {
  audits: stated('COUNT', 'FALLING', 'independent audits of the code that runs, with published reports'),
  codeAge: stated('DAYS', 'FALLING', 'days that the code that runs has held value unchanged'),
  valueAtRisk: stated('USD', 'RISING', 'dollars that one failure of it can reach'),
  upgradeDelay: stated('HOURS', 'FALLING', 'hours from the announcement of new code to its effect'),
  bugBounty: stated('USD', 'FALLING', 'dollars that are paid for the gravest finding'),
  dependencies: stated(
    'COUNT',
    'RISING',
    'contracts, bridges and oracles of others that it cannot do without',
  ),
  complexity: stated('COUNT', 'RISING', 'lines of source of the code that runs, without comments'),
  incidents: stated('COUNT', 'RISING', 'losses of money by a failure of it or its forks within 36 months'),
  adminKeys: stated(
    'COUNT',
    'FALLING',
    'keys that must sign together to move or freeze money; 9 where nobody can',
  ),
  deviationFrequency: DEVIATION,
} as const satisfies Record<string, FactorRule>;

/** By kind of model, in the order in which they are shown. */
export const FACTORS = { STABLECOIN, CONTRACT } as const;

/** Which model scores a subject. */
export type RiskKind = keyof typeof FACTORS;

/** Every kind of model. */
export const RISK_KINDS = Object.keys(FACTORS) as RiskKind[];

/** What scores products against a peril; null for a basket, whose score is held against its members'. */
export const RISK_KIND_OF = {
  DEPEG: 'STABLECOIN',
  CONTRACT_FAILURE: 'CONTRACT',
  ASSET_LOSS: 'CONTRACT',
  BASKET: null,
} as const satisfies Record<Peril, RiskKind | null>;

/** Names of the factors of a kind, in their order. */
export const factorNames = (kind: RiskKind): string[] => Object.keys(FACTORS[kind]);

/** What is said of a factor. Throws for one that the kind does not have. */
export function factorRule(kind: RiskKind, name: string): FactorRule {
  const rules: Readonly<Record<string, FactorRule>> = FACTORS[kind];
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) throw new RangeError(`a ${kind} has no factor ${name}`);
  return rule;
}
