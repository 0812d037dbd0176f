/** The key that the service signs what it says of itself with. */
import { createHmac } from 'node:crypto';
import { privateKeyToAccount } from 'viem/accounts';
import type { SealedHead } from '../../domain/solvency/sealed.ts';
import { sealedMessage } from '../../domain/solvency/sealed.ts';
import { sha256 } from '../../store/sha256.ts';

/** Whoever knows the address can check what it signed. */
export interface Signer {
  readonly address: string;
  /** Signs the text of a head as a wallet signs a message (EIP-191). */
  sign(head: SealedHead): Promise<string>;
  /** A text that only who has the key can know: what a leaf is hashed with. */
  salt(name: string): string;
}

/** A signer of a private key: `0x` and 64 hexadecimal digits. */
export function createSigner(privateKey: `0x${string}`): Signer {
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address,
    salt: (name) => createHmac('sha256', privateKey).update(name).digest('hex'),
    sign: (head) => account.signMessage({ message: sealedMessage(head, sha256) }),
  };
}
