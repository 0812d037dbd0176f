import { beforeAll, describe, expect, test } from 'vitest';
import type { BacktestReport } from '../../../src/actuary/backtest/backtestReport.ts';
import { STRATEGIES } from '../../../src/actuary/backtest/outcome.ts';
import { backtestText } from '../../../src/cli/actuary/backtestText.ts';
import { actuary } from '../../../src/cli/actuary/command.ts';
import { keepingStreams } from '../shared/streams.ts';

const SMALL = ['--replicas', '1', '--coins', '30', '--orders', '60'];

async function call(...argv: string[]) {
  const streams = keepingStreams();
  const code = await actuary(['backtest', ...argv], streams, {});
  return { code, stdout: streams.stdout(), stderr: streams.stderr() };
}

describe('a small backtest', () => {
  let first: Awaited<ReturnType<typeof call>>;
  let report: BacktestReport;
  beforeAll(async () => {
    first = await call(...SMALL, '--seed', '7', '--json');
    report = JSON.parse(first.stdout);
  });

  test('prints one object, and tells how far it is beside it', () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^series: 0 %\n[\s\S]*orders: 0 %\n$/);
    expect(report).toMatchObject({ seed: 7, replicas: 1, coins: 30, orders: 60 });
    expect(first.stdout).not.toMatch(/null,"worst":\{"advantage":null/);
  });

  test('has the real series with what they paid, and calm ones that paid nothing', () => {
    const [usdc, ust, usdcCalm, ustCalm] = report.series;
    expect(usdc).toMatchObject({ name: 'USDC', isReal: true, incidents: 1, meanRatio: 0.25, unpaid: 0 });
    expect(ust).toMatchObject({ name: 'UST', isReal: true, incidents: 1, meanRatio: 1, unpaid: 0 });
    for (const calm of [usdcCalm, ustCalm]) expect(calm).toMatchObject({ incidents: 0, paid: 0 });
    for (const { orders, sold, refused, brokenHours } of report.series) {
      expect(orders).toBe(sold + Object.values(refused).reduce((sum, count) => sum + count, 0));
      expect(brokenHours).toBe(0);
    }
    expect(report.realForecasts.map(({ fired }) => fired)).toEqual([true, true]);
    expect(ust?.scoreBefore).toBeGreaterThan(usdc?.scoreBefore ?? 100);
  });

  test('says of every strategy whether it holds; only a slow bleed, and the price of a new product, are beaten', () => {
    expect(report.strategies.map(({ strategy }) => strategy)).toEqual(STRATEGIES);
    expect(report.holds).toBe(report.strategies.every(({ holds }) => holds));
    for (const { rows } of report.strategies) {
      expect(rows.length).toBeGreaterThan(0);
      for (const { variant, beatenOn } of rows) {
        if (variant.startsWith('of a new product')) continue;
        expect(Object.keys(beatenOn).filter((on) => on !== 'bleed')).toEqual([]);
      }
    }
    const informed = report.strategies.find(({ strategy }) => strategy === 'INFORMED_BUYER');
    const won = (hours: number) =>
      informed?.rows.find(({ variant }) => variant === `${hours} h ahead`)?.gainPerStake ?? 0;
    expect(won(71)).toBe(-1);
    expect(won(72)).toBeGreaterThan(1);
  });

  test('says the same in words, and what made-up series cannot show', () => {
    const text = backtestText(report);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    for (const said of [
      'Of the world only the two episodes say something',
      'USDC (real)',
      'Brier',
      'reliability',
    ])
      expect(text).toContain(said);
    expect(text).toContain(report.holds ? 'No strategy beat' : 'Beaten by: ');
  });
});

test.each([
  [['--replicas', '0'], '--replicas "0" is not a whole number from 1 to 1000'],
  [['--coins', 'many'], '--coins "many"'],
  [['--paths', '5'], '--paths'],
  [['more'], 'more'],
])('arguments that are wrong end it with 2: %s', async (argv, said) => {
  const { code, stdout, stderr } = await call(...argv);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(said);
});

test('its options are explained', async () => {
  const { code, stdout } = await call('--help');
  expect(code).toBe(0);
  for (const option of ['--replicas N', '--coins N', '--orders N', '--seed S', '--json'])
    expect(stdout).toContain(option);
});
