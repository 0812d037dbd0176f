/** Operators who sign reports with keys of their own. */
import type { Hex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { SentReport } from '../../../oracles/adapter.ts';
import { observationTypedData } from '../../../oracles/signed-report/typedData.ts';

export const CHAIN_ID = 1;

/** The account of a numbered key. */
export const keyOf = (number: number): PrivateKeyAccount =>
  privateKeyToAccount(`0x${number.toString(16).padStart(64, '0')}`);

export const OPERATORS = { ada: keyOf(1), bob: keyOf(2), cy: keyOf(3) };
export type OperatorName = keyof typeof OPERATORS;
export const NAMES = Object.keys(OPERATORS) as OperatorName[];

export const CONFIG = {
  chainId: CHAIN_ID,
  signers: Object.entries(OPERATORS).map(([operator, { address }]) => ({ operator, key: address })),
};

/** What a report says; of 8 decimals and about 1 unless it is said otherwise. */
export function unsigned(operator: string, observedAt: number, value = 10n ** 8n, round = observedAt) {
  return { operator, round: String(round), value: String(value), decimals: 8, observedAt };
}

/** The same, signed for a feed. */
export async function signed(
  feedId: string,
  report: Omit<SentReport, 'signature'>,
  { account, chainId = CHAIN_ID }: { account?: PrivateKeyAccount; chainId?: number } = {},
): Promise<SentReport> {
  const by = account ?? OPERATORS[report.operator as OperatorName];
  const signature = await by.signTypedData(observationTypedData(chainId, feedId, report));
  return { ...report, signature };
}

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** The other signature that anybody can make of one: s on the other side of the order, the parity turned. */
export function malleated(signature: string): Hex {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith('1b') ? '1c' : '1b';
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, '0')}${v}`;
}
