/** `npm run actuary -- backtest`: prices and triggers over price series, and who tries to be cleverer. */
import { fileURLToPath } from 'node:url';
import { backtestReport } from '../../actuary/backtest/backtestReport.ts';
import type { RealRows } from '../../actuary/backtest/series.ts';
import { BACKTEST_DRAWS_MAX, BACKTEST_REPLICAS_MAX } from '../../domain/shared/limits.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import { readSeriesFile } from '../replay/series.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, UsageError } from '../shared/output.ts';
import { backtestText } from './backtestText.ts';
import { DEFAULT_RULES } from './liveBook.ts';
import { whole } from './options.ts';

const BACKTEST: CommandSpec = {
  call: 'npm run actuary -- backtest',
  summary:
    'Sells, watches, pays and earns over USDC in March 2023, UST in May 2022 and made-up series, by the rules of the\n' +
    'marketplace; says how good forecasts were, and whether anybody beats an honest holder. docs/actuary.md has more.',
  options: {
    replicas: { value: 'N', standard: '20', text: 'series of each kind' },
    coins: { value: 'N', standard: '2000', text: 'made-up coins of each world of forecasts' },
    orders: { value: 'N', standard: '2000', text: 'orders that are split' },
    seed: { value: 'S', standard: '1', text: 'the same seed gives the same figures' },
    json: { text: 'one JSON object on stdout (call it as npm run -s actuary)' },
  },
  notes: ['Exit codes: 0 done, whatever was found; 2 wrong arguments.'],
};

const FILES = { USDC: 'usdc-usd-2023-03.csv', UST: 'ust-usdt-2022-05.csv' } as const;

/** Works it out and answers the exit code. */
export async function backtest(argv: readonly string[], { out, err }: CommandStreams): Promise<number> {
  const given = readArguments(BACKTEST, argv);
  if (given.switches.has('help')) {
    out(helpText(BACKTEST));
    return EXIT_OK;
  }
  if (given.positionals.length > 0) throw new UsageError(`${given.positionals[0]} is not understood`);
  const plan = {
    seed: whole(given, 'seed', 0, Number.MAX_SAFE_INTEGER),
    replicas: whole(given, 'replicas', 1, BACKTEST_REPLICAS_MAX),
    coins: whole(given, 'coins', 1, BACKTEST_DRAWS_MAX),
    orders: whole(given, 'orders', 1, BACKTEST_DRAWS_MAX),
  };
  const real = [await rowsOf('USDC'), await rowsOf('UST')];
  const report = backtestReport(DEFAULT_RULES, real, plan, tellsTenths(err));
  out(given.switches.has('json') ? `${JSON.stringify(report)}\n` : backtestText(report));
  return EXIT_OK;
}

/** The real series that come with the marketplace. */
export async function rowsOf(name: RealRows['name']): Promise<RealRows> {
  const path = fileURLToPath(new URL(`../series/${FILES[name]}`, import.meta.url));
  const rows: Reading[] = [];
  for await (const batch of readSeriesFile(path)) rows.push(...batch);
  return { name, rows };
}

/** Tells each tenth of each kind of work once. */
function tellsTenths(err: CommandStreams['err']): (done: number, of: number, what: string) => void {
  let told = '';
  return (done, of, what) => {
    const tenth = `${what}: ${Math.floor((done * 10) / of) * 10} %\n`;
    if (tenth !== told) err(tenth);
    told = tenth;
  };
}
