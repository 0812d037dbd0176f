/** Sign-in nonces: issued once, taken once. */
import { NONCES_MAX } from '../../domain/shared/limits.ts';
import type { AccessModels, NonceRecord } from './accessModels.ts';

/** Stores an issued nonce. False when so many wait for a signature that no more is issued. */
export async function saveNonce({ nonces }: AccessModels, record: NonceRecord): Promise<boolean> {
  if ((await nonces.estimatedDocumentCount()) >= NONCES_MAX) return false;
  await nonces.create(record);
  return true;
}

/** Takes a nonce: whoever gets the record is the only one who ever does. Null when it is spent or unknown. */
export async function takeNonce({ nonces }: AccessModels, nonce: string): Promise<NonceRecord | null> {
  return nonces.findOneAndDelete({ _id: nonce }).lean<NonceRecord>();
}
