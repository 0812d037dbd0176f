import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceSheets, ratioOf } from '../../../src/domain/solvency/report.ts';
import { ledgerLines } from '../../../src/market/solvency/ledgerLines.ts';
import sheets from '../../vectors/solvency/sheet.json' with { type: 'json' };

const lineOf = ledgerLines(
  new Map([
    ['rsv_1', 'SHARED_FUND'],
    ['rsv_2', 'VAULT'],
  ]),
);
const OWNERS = ['acc', 'pool_1', 'pool_2', 'com_1', 'fund', 'ven_1', 'rsv_1', 'rsv_2', 'platform'];
const PURPOSES = ['available', 'bonds', 'capital', 'unearned', 'claims', 'funds', 'income', 'own', 'x'];

describe('a balance sheet', () => {
  test.each(sheets.cases)('of $name has these lines', ({ holdings, held, liabilities, layers }) => {
    const read = holdings.map(([account, amount]) => ({
      account: String(account),
      assetId: 'ast_1',
      amount: BigInt(String(amount)),
    }));
    const sheet = balanceSheets(read, lineOf).get('ast_1');
    expect(sheet?.held).toBe(BigInt(held));
    const shown = sheet?.liabilities.map(({ kind, nodeId, amount }) => [kind, nodeId, `${amount}`]);
    expect(shown).toEqual(liabilities);
    expect(sheet?.layers.map(({ layer, nodeId, amount }) => [layer, nodeId, `${amount}`])).toEqual(layers);
  });

  test('adds up whatever accounts a ledger has, also those that nobody knows', () => {
    const holding = fc.record({
      owner: fc.constantFrom(...OWNERS),
      purpose: fc.constantFrom(...PURPOSES),
      amount: fc.bigInt(0n, 10n ** 20n),
    });
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 30 }), (found) => {
        const inside = found.map(({ owner, purpose, amount }) => ({
          account: `${owner}/${purpose}`,
          assetId: 'ast_1',
          amount,
        }));
        const total = inside.reduce((sum, { amount }) => sum + amount, 0n);
        const all = [...inside, { account: 'outside/cashier', assetId: 'ast_1', amount: -total }];
        const sheet = balanceSheets(all, lineOf).get('ast_1');
        const lines = [...(sheet?.liabilities ?? []), ...(sheet?.layers ?? [])];
        expect(lines.reduce((sum, { amount }) => sum + amount, 0n)).toBe(sheet?.held);
        const names = lines.map((line) => `${'layer' in line ? line.layer : line.kind} ${line.nodeId}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

test('the ratio leaves out what is not there for pools: the treasury, and funds of venues', () => {
  const pools = [{ requirement: 100n }, { requirement: 50n }];
  const layers = [
    { layer: 'POOL_CAPITAL', nodeId: 'pool_1', amount: 120n },
    { layer: 'VAULT', nodeId: 'rsv_1', amount: 60n },
    { layer: 'MARKET_FUND', nodeId: 'rsv_2', amount: 1_000n },
    { layer: 'TREASURY', nodeId: 'rsv_3', amount: 1_000n },
  ] as const;
  expect(ratioOf(pools, layers)).toEqual({
    requirement: 150n,
    resources: 180n,
    ratioWad: 12n * 10n ** 17n,
  });
  expect(ratioOf([], layers).ratioWad).toBeNull();
});
