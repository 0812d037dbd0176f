/**
 * The one form in which a signature of an ordinary wallet is taken: r, s and v in 65 bytes. Longer ones would
 * be of contracts, which are not supported.
 */
const SIGNATURE = /^0x[0-9a-fA-F]{64}([0-9a-fA-F]{64})[0-9a-fA-F]{2}$/;

/** Half of the order of secp256k1: with a larger s the same signature could be written twice (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether a text is a signature with the lower s. */
export function isSignature(text: string): boolean {
  const parts = SIGNATURE.exec(text);
  return parts !== null && BigInt(`0x${parts[1]}`) <= HALF_ORDER;
}

/** A signature in its only text, lower case with 27 or 28 at the end; null for what is none. */
export function canonicalSignature(text: string): `0x${string}` | null {
  const lower = text.toLowerCase();
  return isSignature(lower) && /(1b|1c)$/.test(lower) ? (lower as `0x${string}`) : null;
}
