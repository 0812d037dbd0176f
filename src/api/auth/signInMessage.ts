/**
 * Sign-In with Ethereum (EIP-4361): the message that is issued, and the check of one that comes back signed.
 */
import { createHash, randomBytes } from 'node:crypto';
import { type Address, type Hex, verifyMessage } from 'viem';
import { createSiweMessage, parseSiweMessage, validateSiweMessage } from 'viem/siwe';
import { SIGN_IN_MESSAGE_LENGTH_MAX, SIGN_IN_MESSAGE_SECONDS } from '../../domain/shared/limits.ts';
import { isSignature } from '../../domain/shared/signature.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { NonceRecord } from '../../store/access/accessModels.ts';

/** How long a record outlives its message before the server drops it, on the wall clock. */
const PURGE_MS = 2 * SIGN_IN_MESSAGE_SECONDS * 1_000;

/** Writes a message for a wallet, and the record by which it will be known again. */
export function issueMessage(
  publicUrl: string,
  wallet: { address: Address; chainId: number },
  now: UnixSeconds,
): { message: string; record: NonceRecord } {
  // 32 hexadecimal digits are 128 bits.
  const nonce = randomBytes(16).toString('hex');
  const expiresAt = now + SIGN_IN_MESSAGE_SECONDS;
  const message = createSiweMessage({
    ...wallet,
    ...siteOf(publicUrl),
    nonce,
    version: '1',
    statement: 'Sign in to Bulwark. This moves no money.',
    issuedAt: new Date(now * 1_000),
    notBefore: new Date(now * 1_000),
    expirationTime: new Date(expiresAt * 1_000),
  });
  const purgeAt = new Date(Date.now() + PURGE_MS);
  return { message, record: { _id: nonce, ...wallet, messageHash: sha256(message), expiresAt, purgeAt } };
}

/** The nonce that a message names, or null when it is not a sign-in message. */
export function nonceOf(message: string): string | null {
  if (message.length > SIGN_IN_MESSAGE_LENGTH_MAX) return null;
  return parseSiweMessage(message).nonce ?? null;
}

/**
 * Checks a message against the record of its nonce: issued here, for this site, address and chain, in its
 * time, and not changed by a single byte since.
 */
export function isIssuedMessage(
  message: string,
  record: NonceRecord,
  publicUrl: string,
  now: UnixSeconds,
): boolean {
  const fields = parseSiweMessage(message);
  const { domain, uri } = siteOf(publicUrl);
  const address = record.address as Address;
  const time = new Date(now * 1_000);
  if (!validateSiweMessage({ message: fields, domain, address, nonce: record._id, time })) return false;
  if (fields.uri !== uri || fields.chainId !== record.chainId || now >= record.expiresAt) return false;
  return sha256(message) === record.messageHash;
}

/** Whether the address signed the message. Only the canonical form of a signature counts. */
export async function isSignedBy(address: string, message: string, signature: string): Promise<boolean> {
  if (!isSignature(signature)) return false;
  try {
    return await verifyMessage({ address: address as Address, message, signature: signature as Hex });
  } catch {
    return false;
  }
}

function siteOf(publicUrl: string): { domain: string; uri: string } {
  const url = new URL(publicUrl);
  return { domain: url.host, uri: url.origin };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
