/** Whose key made a signature. */
import { type Hex, recoverAddress } from 'viem';

/** r, s and v of 65 bytes; other forms are not taken. */
const SIGNATURE = /^0x[0-9a-fA-F]{130}$/;

/**
 * The address in lower case, or null for what is no signature. That a signature has a twin does no harm: what
 * it says counts once, whoever says it again.
 */
export async function recoverKey(digest: Hex | null, signature: string): Promise<string | null> {
  if (digest === null || !SIGNATURE.test(signature)) return null;
  try {
    return (await recoverAddress({ hash: digest, signature: signature as Hex })).toLowerCase();
  } catch {
    // No point of the curve has this r: nobody can have made it.
    return null;
  }
}
