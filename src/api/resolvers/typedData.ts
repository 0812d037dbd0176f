/** Typed data as wallets take it: with its domain described, and amounts as digits. */

/** What wallets want named beside what is signed. */
export const EIP712_DOMAIN = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
];

/** The same with each bigint as a string of digits. */
export function jsonOf(data: object): Record<string, unknown> {
  const plain = (_name: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
  return JSON.parse(JSON.stringify(data, plain)) as Record<string, unknown>;
}
