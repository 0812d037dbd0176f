/** Whether a head was signed by who says so: needs neither the key nor the service. */
import { verifyMessage } from 'viem';
import { type SealedHead, sealedMessage } from '../../domain/solvency/sealed.ts';
import { sha256 } from '../../store/sha256.ts';

/** A head, of a report or of a proof, with who signed it. */
export interface SignedHead {
  readonly head: SealedHead;
  readonly signer: string;
  readonly signature: string;
}

/** False also for what is no address and no signature. */
export function isSigned({ head, signer, signature }: SignedHead): Promise<boolean> {
  return verifyMessage({
    address: signer as `0x${string}`,
    message: sealedMessage(head, sha256),
    signature: signature as `0x${string}`,
  }).catch(() => false);
}
