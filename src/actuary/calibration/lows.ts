/** How far coins fell that lost their peg: what the settlement value was, or would have been. */

export interface PegLow {
  readonly coin: string;
  readonly date: string;
  readonly value: number;
  readonly source: string;
}

/** Coins that once had half a billion in circulation and are known to have been below 0.95 for four hours. */
export const PEG_LOWS: readonly PegLow[] = [
  { coin: 'USDN', date: '2022-04-04', value: 0.83, source: 'Messari in CoinDesk, 4 April 2022' },
  { coin: 'UST', date: '2022-05-09', value: 0.72256, source: 'hourly closes (docs/mechanics.md section 5)' },
  { coin: 'MIM', date: '2022-06-18', value: 0.9089, source: 'Crypto Info Watch, 18 June 2022' },
  { coin: 'HUSD', date: '2022-08-18', value: 0.84, source: 'Web3 Is Going Just Great' },
  { coin: 'USDC', date: '2023-03-11', value: 0.901, source: 'hourly closes (docs/mechanics.md section 5)' },
];
