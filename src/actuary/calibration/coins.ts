/**
 * The coins that were exposed, from when to when, and which of them lost their peg as the stablecoin default
 * counts it (60 minutes' average below 0.95 for four hours). docs/risk-model.md says by which rule they were
 * chosen. Times are days before 1 January 2026.
 */
import { factorNames } from '../../domain/risk/factors.ts';

export interface ExposedCoin {
  readonly coin: string;
  /** What falls together is one: it counts once, as its riskiest member. */
  readonly group: string;
  readonly fromDays: number;
  readonly untilDays: number;
  /** Of the middle of its time, to the order of size: a judgement, see the band beside each result. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly source: string;
}

export interface PegLoss {
  readonly date: string;
  readonly coins: string;
  readonly group: string;
  readonly source: string;
}

/** The factors of the model in its order, so that ten numbers are enough to say what was known. */
const FACTOR_NAMES = factorNames('STABLECOIN');

const coin = (
  [name, group]: readonly [string, string],
  [fromDays, untilDays]: readonly [number, number],
  values: readonly number[],
  source: string,
): ExposedCoin => {
  const inputs = Object.fromEntries(FACTOR_NAMES.map((factor, index) => [factor, values[index] ?? 0]));
  return { coin: name, group, fromDays, untilDays, inputs, source };
};

const M = 1e6;
const B = 1e9;
const DAILY = 'daily closes to the end of 2025 (docs/mechanics.md section 9)';
const COINGECKO =
  'CoinGecko, Stablecoins Statistics: 2023 Report: circulation on 1 January 2022 and 31 January 2023';

export const EXPOSED_COINS: readonly ExposedCoin[] = [
  coin(['USDT', 'USDT'], [2_957, 0], [9_500, 72, 250 * M, 20, 20, 1, 2_000, 60 * B, 2_500, 3], DAILY),
  coin(['USDC', 'USDC'], [2_642, 0], [10_000, 24, 250 * M, 15, 5, 1, 1_500, 25 * B, 3_500, 3], DAILY),
  coin(['DAI', 'USDC'], [2_232, 0], [10_000, 24, 100 * M, 40, 50, 2, 1_100, 5 * B, 4_000, 3], DAILY),
  coin(['FRAX', 'USDC'], [1_461, 731], [9_000, 24, 50 * M, 40, 50, 1, 600, 1.4 * B, 6_000, 3], COINGECKO),
  coin(
    ['UST', 'UST'],
    [1_881, 1_333],
    [5_000, 24, 50 * M, 60, 200, 2, 300, 2 * B, 8_000, 3],
    '18 months before it ended (docs/mechanics.md section 9)',
  ),
  coin(['BUSD', 'BUSD'], [1_461, 731], [10_000, 24, 150 * M, 15, 5, 0, 900, 15 * B, 9_000, 3], COINGECKO),
  coin(
    ['MIM', 'MIM'],
    [1_461, 1_293],
    [9_500, 720, 50 * M, 50, 100, 1, 300, 2 * B, 8_000, 2],
    'Curious Cryptos, 19 June 2022: nearly $2bn issued; until its peg was lost',
  ),
  coin(
    ['TUSD', 'TUSD'],
    [731, 365],
    [9_500, 72, 25 * M, 60, 400, 1, 2_000, 2 * B, 9_000, 3],
    'AZCoin News, 18 January 2024: $2.4bn a month before; the year 2024',
  ),
  coin(
    ['FDUSD', 'FDUSD'],
    [365, 0],
    [10_000, 48, 100 * M, 20, 10, 0, 700, 2 * B, 9_000, 2],
    'Flush, April 2025: $2.2bn; the year 2025',
  ),
  coin(
    ['USDe', 'USDe'],
    [365, 0],
    [9_500, 24, 100 * M, 15, 10, 0, 500, 6 * B, 6_000, 3],
    'the five largest in December 2024 (dalz on hive.blog); the year 2025',
  ),
];

const EPISODES = 'one of three episodes below 0.95 in 18 months (docs/mechanics.md section 9)';

export const PEG_LOSSES: readonly PegLoss[] = [
  { date: '2020-11 to 2022-04', coins: 'UST', group: 'UST', source: EPISODES },
  {
    ...{ date: '2020-11 to 2022-04', coins: 'UST', group: 'UST' },
    source: `${EPISODES}; that of May 2021 is in the complaint of the SEC of 16 February 2023`,
  },
  {
    date: '2022-05-09',
    coins: 'UST',
    group: 'UST',
    source: 'hourly closes (docs/mechanics.md section 5): 0.72256',
  },
  {
    ...{ date: '2022-06-18', coins: 'MIM', group: 'MIM' },
    source: 'Crypto Info Watch: 0.926 from 05:05, 0.909 at 10:00 (Paris), not recovered that day',
  },
  {
    ...{ date: '2023-03-11', coins: 'USDC, DAI', group: 'USDC' },
    source: 'hourly closes (docs/mechanics.md section 5): USDC 0.901; CoinDesk, 11 March 2023: DAI 0.88',
  },
];

/** What was looked at and is not counted, and why. */
export const NOT_COUNTED: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: 'USDT, 15 October 2018: 0.925',
    why: 'back at 0.967 within two hours (CoinDesk, that day): never four hours below 0.95 on average',
  },
  {
    what: 'FEI, April 2021: below 0.80 for two weeks',
    why: 'it first came to its peg on 4 May (CoinDesk): a product begins in WATCH, so nothing could be sold before',
  },
  {
    what: 'TUSD, January 2024: 0.9685',
    why: 'not below 0.95',
  },
  {
    what: 'FDUSD, 2 April 2025: 0.8726',
    why: 'from 10:35 to 12:30 (Blockchain News): two hours',
  },
  {
    what: 'USDe, 10 October 2025: 0.65',
    why: 'on one venue; others within 0.3 %: no median of a quorum fell',
  },
  {
    what: 'USDN, April 2022; USDD, June 2022; HUSD, August 2022',
    why: 'under $1bn at the beginning of their year; what they would change is a line of the sensitivity',
  },
];

/** Coins below the size that is asked for, in the year in which they lost their peg. */
export const SMALLER_COINS: readonly ExposedCoin[] = [
  coin(
    ['USDN', 'USDN'],
    [1_461, 1_368],
    [8_000, 168, 10 * M, 60, 200, 2, 800, 0.6 * B, 7_000, 2],
    'CoinDesk, 4 April 2022: $850m in March',
  ),
  coin(
    ['HUSD', 'HUSD'],
    [1_461, 1_232],
    [10_000, 72, 10 * M, 30, 50, 1, 1_200, 0.2 * B, 9_000, 2],
    'T-Rex, 31 October 2022: over $1bn at its highest in 2021, $63m then',
  ),
  coin(
    ['USDD', 'USDD'],
    [1_336, 1_292],
    [9_000, 168, 25 * M, 40, 100, 0, 30, 0.7 * B, 9_000, 2],
    'CryptoCoinStart, 20 June 2022: $0.7bn',
  ),
];

export const SMALLER_LOSSES: readonly PegLoss[] = [
  {
    ...{ date: '2022-04-04', coins: 'USDN', group: 'USDN' },
    source: 'Messari in CoinDesk, 4 April 2022: 0.83',
  },
  { date: '2022-06-19', coins: 'USDD', group: 'USDD', source: 'The Crypto Times, 21 June 2022: 0.9255' },
  { date: '2022-08-18', coins: 'HUSD', group: 'HUSD', source: 'Web3 Is Going Just Great: 0.84' },
];
