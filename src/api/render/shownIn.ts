/** Amounts for people. */
import { formatUnits } from 'viem';

const DIGITS = /^\d+$/;

/** Shows amounts of an asset; units alone where it is not known. */
export const shownIn =
  (asset: { symbol: string; decimals: number } | null) =>
  (digits: string): string => {
    if (asset === null || !DIGITS.test(digits)) return `${digits} units`;
    return `${formatUnits(BigInt(digits), asset.decimals)} ${asset.symbol}`;
  };
