/** How a story ends: the ledger is recomputed from its journal, the solvency report is checked and shown. */
import { auditLedger } from '../../../market/audit/auditLedger.ts';
import { openDatabase } from '../../../store/database.ts';
import { checkSolvencyText } from '../../verify/checkSolvency.ts';
import type { House } from '../house.ts';
import { type Api, type Sum, total } from './api.ts';
import { type Cell, columns, exactUnits } from './columns.ts';

export interface Closing {
  ledger: { balanced: boolean; entries: number };
  /** The signed file of the report, as `npm run verify` checks it. */
  verified: boolean;
  report: AssetFigures[];
}

/** One asset of the report. `held` is the sum of the lines, to the unit. */
interface AssetFigures {
  symbol: string;
  held: string;
  lines: { side: 'OWED' | 'BEARS_LOSSES'; what: string; of: string | null; amount: string }[];
  recoveryClaims: string;
  addsUp: boolean;
}

const REPORT = `{ solvency { assets {
  asset { symbol } held { amount }
  liabilities { kind nodeId amount { amount } } layers { layer nodeId amount { amount } }
  recoveryClaims { amount }
} } pools(first: 100) { nodes { id name } } reserves(first: 100) { nodes { id pool { name } } } }`;

interface ReportData {
  solvency: {
    assets: {
      asset: { symbol: string };
      held: Sum;
      liabilities: { kind: string; nodeId: string | null; amount: Sum }[];
      layers: { layer: string; nodeId: string; amount: Sum }[];
      recoveryClaims: Sum;
    }[];
  };
  pools: { nodes: { id: string; name: string }[] };
  reserves: { nodes: { id: string; pool: { name: string } | null }[] };
}

/** Audits the ledger on a connection of its own, checks the signed report, and reads its figures. */
export async function closeBooks(api: Api, { database, service }: Pick<House, 'database' | 'service'>) {
  const { solvency, pools, reserves } = await api.ask<ReportData>(null, REPORT);
  const names = new Map([
    ...pools.nodes.map(({ id, name }) => [id, name] as const),
    ...reserves.nodes.map(({ id, pool }) => [id, pool?.name ?? null] as const),
  ]);
  const file = await fetch(`${service.url}/v1/solvency`);
  const checked = await checkSolvencyText(await file.text());
  const closing: Closing = {
    ledger: await auditOf(database.uri),
    verified: checked.difference === null,
    report: solvency.assets.map((asset) => figuresOf(asset, names)),
  };
  return closing;
}

/** Whether everything is as it says. */
export const isClean = ({ ledger, verified, report }: Closing): boolean =>
  ledger.balanced && verified && report.every(({ addsUp }) => addsUp);

/** The auditor recomputes the ledger from its journal. */
export async function auditOf(uri: string): Promise<Closing['ledger']> {
  const database = await openDatabase(uri);
  try {
    const { clean, checked } = await auditLedger(database);
    return { balanced: clean, entries: checked.entries };
  } finally {
    await database.close();
  }
}

type Names = ReadonlyMap<string, string | null>;

function figuresOf(asset: ReportData['solvency']['assets'][number], names: Names): AssetFigures {
  const { held, liabilities, layers, recoveryClaims } = asset;
  const nameOf = (nodeId: string | null) => (nodeId === null ? null : (names.get(nodeId) ?? null));
  const owed = liabilities.map(({ kind, nodeId, amount }) => ({
    ...{ side: 'OWED' as const, what: kind, of: nameOf(nodeId), amount: amount.amount },
  }));
  const bears = layers.map(({ layer, nodeId, amount }) => ({
    ...{ side: 'BEARS_LOSSES' as const, what: layer, of: nameOf(nodeId), amount: amount.amount },
  }));
  const lines = [...owed, ...bears].filter(({ amount }) => amount !== '0');
  return {
    ...{ symbol: asset.asset.symbol, held: held.amount, lines, recoveryClaims: recoveryClaims.amount },
    addsUp: total(lines) === BigInt(held.amount),
  };
}

/** The end of a story on a screen. */
export function renderClosing(closing: Closing): string[] {
  const { ledger, verified, report } = closing;
  return [
    `Ledger: ${ledger.entries} entries, ${ledger.balanced ? 'balanced to the last unit' : 'NOT BALANCED'}.`,
    ...report.flatMap((figures) => [
      `Solvency report (${verified ? 'signature and sums checked offline' : 'NOT AS IT IS SIGNED'}), ${figures.symbol}:`,
      ...columns(rowsOf(figures)).map((line) => `  ${line}`),
    ]),
  ];
}

function rowsOf({ lines, held, recoveryClaims }: AssetFigures): Cell[][] {
  const row = ({ side, what, of, amount }: AssetFigures['lines'][number]): Cell[] => [
    side === 'OWED' ? 'owed' : 'bears losses',
    `${wordsOf(what)}${of === null ? '' : ` of ${of}`}`,
    BigInt(amount),
  ];
  const beside = `(owed beside it, from what comes later: ${exactUnits(BigInt(recoveryClaims))})`;
  return [...lines.map(row), ['held', 'the sum', BigInt(held), recoveryClaims === '0' ? '' : beside]];
}

/** Example: `POOL_CAPITAL` is `pool capital`. */
export const wordsOf = (name: string): string => name.toLowerCase().replaceAll('_', ' ');
