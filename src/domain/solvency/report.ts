/**
 * The solvency report: what is held, what is owed of it to whom, and what is left to bear losses, as of one
 * command of the journal (docs/decisions/0041). All figures are those that are stored then: premium that a
 * pool has earned since its last command is still owed, so that no layer is shown larger than it is.
 */
import type { OpenPromises } from '../commitment/calls.ts';
import { adequacyRatio } from '../pool/requirement.ts';
import type { Amount, UnixSeconds, Wad } from '../shared/units.ts';

/**
 * What is owed, and to whom: what accounts may spend, and what is held of it; premium that pools have not
 * earned; claims that are allocated and not paid; what a round of run-off still pays out; commission that is
 * not earned; what the platform has earned for itself; what is still to reach the shares of a vault;
 * everything else, by its owner.
 */
export const LIABILITY_KINDS = [
  'ACCOUNTS',
  'HELD',
  'UNEARNED',
  'CLAIMS',
  'RUN_OFF',
  'COMMISSION',
  'PLATFORM',
  'VAULT_INCOME',
  'OTHER',
] as const;
export type LiabilityKind = (typeof LIABILITY_KINDS)[number];

/** What bears losses, in the order in which it does. */
export const LAYER_KINDS = [
  'POOL_CAPITAL',
  'PLATFORM_SLICE',
  'POOL_FUND',
  'MARKET_FUND',
  'VENUE_FUND',
  'VENUE_COLLATERAL',
  'SHARED_FUND',
  'VAULT',
  'VAULT_PROCEEDS',
  'COMMITMENTS',
  'TREASURY',
] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** `nodeId` is the pool or whoever else it belongs to; null where it is the sum over all accounts. */
export interface LiabilityLine {
  readonly kind: LiabilityKind;
  readonly nodeId: string | null;
  readonly amount: Amount;
}

export interface LayerLine {
  readonly layer: LayerKind;
  readonly nodeId: string;
  readonly amount: Amount;
}

/** What a ledger account is in the report. OUTSIDE is the world outside: its negative is what is held. */
export type LedgerLine =
  | { readonly kind: LiabilityKind; readonly nodeId: string | null }
  | { readonly layer: LayerKind; readonly nodeId: string }
  | 'OUTSIDE';

/** One pool: what its cover asks for, and what stands behind it. */
export interface PoolLine {
  readonly poolId: string;
  readonly status: string;
  readonly capital: Amount;
  readonly earmarked: Amount;
  readonly activeCover: Amount;
  readonly requirement: Amount;
  readonly resources: Amount;
  readonly adequacyWad: Wad | null;
}

/** Cover of a correlation group over all pools, and what it costs at its highest payout. */
export interface ExposureLine {
  readonly group: string;
  readonly cover: Amount;
  readonly worstPayout: Amount;
}

/** What one scenario would cost on this book: by layer, and what no layer bears. */
export interface StressLine {
  readonly scenario: string;
  readonly loss: Amount;
  readonly lossByLayer: readonly { readonly layer: LayerKind; readonly amount: Amount }[];
  readonly haircut: Amount;
}

/** One asset: `held` is the sum of all liabilities and all layers, to the unit. */
export interface AssetReport {
  readonly assetId: string;
  readonly held: Amount;
  readonly liabilities: readonly LiabilityLine[];
  readonly layers: readonly LayerLine[];
  readonly activeCover: Amount;
  readonly requirement: Amount;
  readonly resources: Amount;
  /** Resources over requirement; null where nothing is required. */
  readonly ratioWad: Wad | null;
  readonly pools: readonly PoolLine[];
  readonly largestExposures: readonly ExposureLine[];
  /** Still owed after haircuts: beside the sums, because only later inflow repays it. */
  readonly recoveryClaims: Amount;
  /** Promised and not paid: beside the sums, and in no ratio. */
  readonly commitments: OpenPromises;
  readonly stress: readonly StressLine[];
  /** Resources over the loss of the worst scenario; null where none costs anything. */
  readonly stressRatioWad: Wad | null;
}

/** A draw on a layer, or an allocation: the event with what its command moved, but for people's accounts. */
export interface DrawLine {
  readonly sequence: number;
  readonly index: number;
  readonly type: string;
  readonly nodeId: string;
  readonly at: UnixSeconds;
  readonly entries: readonly {
    readonly account: string;
    readonly assetId: string;
    readonly amount: Amount;
  }[];
}

export interface OpenIncidentLine {
  readonly incidentId: string;
  readonly status: string;
}

export interface SolvencyReport {
  /** The command of the journal that it was made after, its hash, and its time. */
  readonly sequence: number;
  readonly journalHash: string;
  readonly at: UnixSeconds;
  readonly assets: readonly AssetReport[];
  readonly openIncidents: readonly OpenIncidentLine[];
  readonly draws: readonly DrawLine[];
}

/** What a ledger account holds of an asset. */
export interface Holding {
  readonly account: string;
  readonly assetId: string;
  readonly amount: Amount;
}

/** The lines of one asset. */
export interface BalanceSheet {
  readonly held: Amount;
  readonly liabilities: readonly LiabilityLine[];
  readonly layers: readonly LayerLine[];
}

/**
 * Sorts what all ledger accounts hold into lines, by asset: those of one kind and owner are one line, in the
 * order of kinds and then of owners; lines of 0 are left out.
 * Example: 100 came in, of which an account has 30, a pool's capital 50 and its unearned premium 20: held
 * 100, liabilities 30 and 20, layers 50.
 */
export function balanceSheets(
  holdings: readonly Holding[],
  lineOf: (account: string) => LedgerLine,
): Map<string, BalanceSheet> {
  const lines = new Map<string, Map<string, { line: LedgerLine; amount: Amount }>>();
  for (const { account, assetId, amount } of holdings) {
    const line = lineOf(account);
    const key = keyOf(line);
    const sheet = lines.get(assetId) ?? new Map<string, { line: LedgerLine; amount: Amount }>();
    lines.set(assetId, sheet.set(key, { line, amount: amount + (sheet.get(key)?.amount ?? 0n) }));
  }
  return new Map([...lines].map(([assetId, sheet]) => [assetId, sheetOf(sheet)]));
}

function keyOf(line: LedgerLine): string {
  if (line === 'OUTSIDE') return line;
  // One digit each: there are fewer than ten of either.
  if ('layer' in line) return `layer ${LAYER_KINDS.indexOf(line.layer)} ${line.nodeId}`;
  return `liability ${LIABILITY_KINDS.indexOf(line.kind)} ${line.nodeId}`;
}

function sheetOf(sheet: ReadonlyMap<string, { line: LedgerLine; amount: Amount }>): BalanceSheet {
  const sorted = [...sheet].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return {
    held: -(sheet.get('OUTSIDE')?.amount ?? 0n),
    liabilities: sorted.flatMap(({ line, amount }) =>
      line === 'OUTSIDE' || 'layer' in line || amount === 0n ? [] : [{ ...line, amount }],
    ),
    layers: sorted.flatMap(({ line, amount }) =>
      line === 'OUTSIDE' || !('layer' in line) || amount === 0n ? [] : [{ ...line, amount }],
    ),
  };
}

/** Layers that count against what pools require: the treasury, and funds of venues, never do. */
const COUNTED: readonly LayerKind[] = ['POOL_CAPITAL', 'PLATFORM_SLICE', 'POOL_FUND', 'SHARED_FUND', 'VAULT'];

/**
 * Requirement of all pools together, what counts against it, and the ratio of the two.
 * Example: pools that require 100 and 50 with 120 and 60 behind them: 1.2.
 */
export function ratioOf(
  pools: readonly Pick<PoolLine, 'requirement'>[],
  layers: readonly LayerLine[],
): Pick<AssetReport, 'requirement' | 'resources' | 'ratioWad'> {
  const requirement = pools.reduce((sum, pool) => sum + pool.requirement, 0n);
  const counted = layers.filter(({ layer }) => COUNTED.includes(layer));
  const resources = counted.reduce((sum, { amount }) => sum + amount, 0n);
  return { requirement, resources, ratioWad: adequacyRatio(resources, requirement) };
}
