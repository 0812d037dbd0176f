/** Signing in with a wallet: a message is issued, and taken back once, signed. */
import type { Address } from 'viem';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { saveNonce, takeNonce } from '../../store/access/nonces.ts';
import type { AuthDependencies } from './authDependencies.ts';
import { isIssuedMessage, isSignedBy, issueMessage, nonceOf } from './signInMessage.ts';

export interface WalletSignIn {
  /** The message to sign, or null while too many wait for a signature. */
  createMessage(wallet: {
    address: Address;
    chainId: number;
  }): Promise<{ message: string; expiresAt: UnixSeconds } | null>;
  /** The address that signed, or why not. The nonce is spent either way. */
  checkSignature(message: string, signature: string): Promise<string | Refusal>;
}

export function createWalletSignIn({ models, settings, metrics, now }: AuthDependencies): WalletSignIn {
  function refused(refusal: Refusal): Refusal {
    metrics.signInsRefused.inc({ code: refusal.code });
    return refusal;
  }
  const spent = () => refused(refuse('NONCE_SPENT', { next: 'createSignInMessage' }, 'message'));

  return {
    async createMessage(wallet) {
      const { message, record } = issueMessage(settings.publicUrl, wallet, now());
      return (await saveNonce(models, record)) ? { message, expiresAt: record.expiresAt } : null;
    },

    async checkSignature(message, signature) {
      const nonce = nonceOf(message);
      // Taken before the signature is looked at: a nonce buys one costly check, not many.
      const record = nonce === null ? null : await takeNonce(models, nonce);
      if (record === null || now() >= record.expiresAt) return spent();
      const { address } = record;
      const genuine =
        isIssuedMessage(message, record, settings.publicUrl, now()) &&
        (await isSignedBy(address, message, signature));
      if (genuine) return address;
      return refused(
        refuse('SIGNATURE_INVALID', { expectedSigners: [address], recovered: null }, 'signature'),
      );
    },
  };
}
