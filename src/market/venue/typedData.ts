/**
 * What a venue signs (EIP-712). The market is part of it, so that a report of one market is never one of
 * another; the chain is that of the market's settlement asset.
 *
 * Sizes and prices are signed as they are kept: whole numbers, scaled by 10^18.
 */
import { type Hex, hashTypedData } from 'viem';
import type { LiquidationReport } from './liquidationInput.ts';
import type { MarketStateReport } from './stateInput.ts';

const DOMAIN = { name: 'Bulwark', version: '1' } as const;

const STATE_TYPES = {
  MarketState: [
    { name: 'market', type: 'string' },
    { name: 'asOf', type: 'uint64' },
    { name: 'markPrice', type: 'uint256' },
    { name: 'openInterest', type: 'uint256' },
    { name: 'volume', type: 'uint256' },
    { name: 'liquidity', type: 'uint256' },
    { name: 'holdings', type: 'Holding[]' },
  ],
  Holding: [
    { name: 'account', type: 'string' },
    { name: 'side', type: 'string' },
    { name: 'size', type: 'uint256' },
    { name: 'entryPrice', type: 'uint256' },
    { name: 'equity', type: 'int256' },
    { name: 'maintenance', type: 'uint256' },
  ],
} as const;

const LIQUIDATION_TYPES = {
  Liquidations: [
    { name: 'market', type: 'string' },
    { name: 'liquidations', type: 'Liquidation[]' },
  ],
  Liquidation: [
    { name: 'externalId', type: 'string' },
    { name: 'phase', type: 'string' },
    { name: 'at', type: 'uint64' },
    { name: 'account', type: 'string' },
    { name: 'side', type: 'string' },
    { name: 'size', type: 'uint256' },
    { name: 'filledSize', type: 'uint256' },
    { name: 'entryPrice', type: 'uint256' },
    { name: 'bankruptcyPrice', type: 'uint256' },
    { name: 'closePrice', type: 'uint256' },
    { name: 'fee', type: 'uint256' },
  ],
} as const;

/**
 * The typed data of a market state, as every wallet takes it.
 * Example: `account.signTypedData(marketStateTypedData(1, 'mkt_dex_btc', state))`.
 */
export function marketStateTypedData(chainId: number, marketId: string, state: MarketStateReport) {
  return {
    domain: { ...DOMAIN, chainId },
    types: STATE_TYPES,
    primaryType: 'MarketState',
    message: { market: marketId, ...state, asOf: BigInt(state.asOf) },
  } as const;
}

/** The typed data of liquidations; what an OPENED one does not say is signed as 0. */
export function liquidationsTypedData(
  chainId: number,
  marketId: string,
  reports: readonly LiquidationReport[],
) {
  const liquidations = reports.map((report) => ({
    ...report,
    at: BigInt(report.at),
    filledSize: report.filledSize ?? 0n,
    closePrice: report.closePrice ?? 0n,
    fee: report.fee ?? 0n,
  }));
  return {
    domain: { ...DOMAIN, chainId },
    types: LIQUIDATION_TYPES,
    primaryType: 'Liquidations',
    message: { market: marketId, liquidations },
  } as const;
}

/** The hash that is signed, or null when a number does not fit its type: nobody signed that. */
export function digestOf(typed: Parameters<typeof hashTypedData>[0]): Hex | null {
  try {
    return hashTypedData(typed);
  } catch {
    return null;
  }
}
