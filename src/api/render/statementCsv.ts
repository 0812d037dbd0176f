/** A statement as a table for spreadsheets: RFC 4180, one line for each movement. */
import { formatUnits } from 'viem';
import type { StatementView } from '../../market/queries/statement.ts';
import { writeDateTime } from '../scalars/dateTime.ts';
import { statementReason } from './statementReason.ts';

const HEADER = 'sequence,at,operation,asset,available,held,balance,about,reason';

/**
 * Amounts are decimals of the whole unit. First a line `opening` for each asset, then what moved, last a line
 * `closing`. Example: `17,2026-01-01T00:00:00Z,buyPolicies,USDT,-12.5,0,87.5,pol_…,Cover of …`.
 */
export function statementCsv(
  { from, until, balances, lines }: StatementView,
  assets: ReadonlyMap<string, { symbol: string; decimals: number }>,
): string {
  const assetOf = (assetId: string) => assets.get(assetId) ?? { symbol: assetId, decimals: 0 };
  const row = (
    assetId: string,
    start: readonly unknown[],
    amounts: readonly bigint[],
    about = '',
    reason = '',
  ) => {
    const { symbol, decimals } = assetOf(assetId);
    return [...start, symbol, ...amounts.map((amount) => formatUnits(amount, decimals)), about, reason];
  };
  const rows = [
    ...balances.map(({ assetId, opening }) =>
      row(assetId, ['', writeDateTime(from), 'opening'], [0n, 0n, opening]),
    ),
    ...lines.map(({ sequence, time, operation, assetId, available, held, balance, nodeIds, events }) =>
      row(
        assetId,
        [sequence, writeDateTime(time), operation],
        [available, held, balance],
        nodeIds.join(' '),
        statementReason({ events }, assetOf(assetId)),
      ),
    ),
    ...balances.map(({ assetId, closing }) =>
      row(assetId, ['', writeDateTime(until), 'closing'], [0n, 0n, closing]),
    ),
  ];
  return [HEADER, ...rows.map((cells) => cells.map(cellOf).join(','))].map((line) => `${line}\r\n`).join('');
}

/** A cell that no spreadsheet takes for a formula or two cells. Amounts may begin with a minus. */
function cellOf(value: unknown): string {
  const text = String(value);
  const guarded = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
