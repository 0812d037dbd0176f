/** A statement as a document for programs: amounts are digits of the smallest unit. */
import type { StatementView } from '../../market/queries/statement.ts';
import { statementReason } from './statementReason.ts';

/** The statement with what its assets are and, for each line, why it moved. */
export function statementJson(
  { lines, ...statement }: StatementView,
  assets: ReadonlyMap<string, { symbol: string; decimals: number }>,
) {
  const named = [...assets].map(([assetId, { symbol, decimals }]) => ({ assetId, symbol, decimals }));
  return {
    ...statement,
    assets: named,
    lines: lines.map(({ events, ...line }) => ({
      ...line,
      reason: statementReason({ events }, assets.get(line.assetId) ?? null),
    })),
  };
}
