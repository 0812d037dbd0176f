/** Whose signature it is. */
import { type Address, type Hex, numberToHex, recoverAddress } from 'viem';

/** Order of secp256k1 and half of it: with every `s` the curve has a twin, the order less `s` (EIP-2). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HALF_ORDER = ORDER / 2n;
/** r, s and v of 65 bytes. Other forms (EIP-2098, signatures of contracts) are not taken. */
const SIGNATURE = /^0x[0-9a-fA-F]{130}$/;

/** A signature in its one form, with who made it. */
interface Recovered {
  readonly signer: Address;
  readonly signature: Hex;
}

/**
 * The signer of a hash and the canonical form of the signature: low s, v 27 or 28, lower case. Null for what
 * is no signature. The malleable twin of a signature gives the same answer as the signature itself.
 */
export async function recoverSigner(hash: Hex, sent: string): Promise<Recovered | null> {
  const signature = canonicalSignature(sent);
  if (signature === null) return null;
  try {
    return { signer: await recoverAddress({ hash, signature }), signature };
  } catch {
    // No point of the curve has this r: nobody can have made it.
    return null;
  }
}

function canonicalSignature(sent: string): Hex | null {
  if (!SIGNATURE.test(sent)) return null;
  const s = BigInt(`0x${sent.slice(66, 130)}`);
  const v = Number.parseInt(sent.slice(130), 16);
  const parity = v >= 27 ? v - 27 : v;
  if ((parity !== 0 && parity !== 1) || s >= ORDER) return null;
  const isHigh = s > HALF_ORDER;
  const low = numberToHex(isHigh ? ORDER - s : s, { size: 32 });
  const last = (isHigh ? 1 - parity : parity) === 0 ? '1b' : '1c';
  return `0x${sent.slice(2, 66).toLowerCase()}${low.slice(2)}${last}`;
}
