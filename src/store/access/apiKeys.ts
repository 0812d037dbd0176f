/** Keys of programs. An account has only so many, however many are made at the same moment. */
import mongoose from 'mongoose';
import { API_KEYS_MAX } from '../../domain/shared/limits.ts';
import type { AccessModels, ApiKeyRecord } from './accessModels.ts';

const DUPLICATE_KEY = 11_000;

/** Stores a key. False when the account has as many as it may have. */
export async function saveApiKey(
  { apiKeys }: AccessModels,
  key: Omit<ApiKeyRecord, 'place'>,
): Promise<boolean> {
  for (let tries = 0; tries < API_KEYS_MAX; tries += 1) {
    const taken = new Set((await findApiKeys({ apiKeys }, key.accountId)).map(({ place }) => place));
    const free = Array.from({ length: API_KEYS_MAX }, (_, index) => index).filter((one) => !taken.has(one));
    // Keys that are made at the same moment begin at different places.
    const place = free[Number.parseInt(key._id, 16) % free.length];
    if (place === undefined) return false;
    try {
      await apiKeys.create({ ...key, place });
      return true;
    } catch (error) {
      // Another key took the place in the meantime.
      if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
    }
  }
  return false;
}

/** The keys of an account, oldest first. */
export async function findApiKeys(
  { apiKeys }: Pick<AccessModels, 'apiKeys'>,
  accountId: string,
): Promise<ApiKeyRecord[]> {
  return apiKeys.find({ accountId }).sort({ createdAt: 1, _id: 1 }).lean<ApiKeyRecord[]>();
}

/** A key by its prefix. */
export async function findApiKey({ apiKeys }: AccessModels, prefix: string): Promise<ApiKeyRecord | null> {
  return apiKeys.findOne({ _id: prefix }).lean<ApiKeyRecord>();
}

/** Notes that a key was used. */
export async function touchApiKey({ apiKeys }: AccessModels, prefix: string, at: number): Promise<void> {
  await apiKeys.updateOne({ _id: prefix }, { $set: { lastUsedAt: at } });
}

/** Removes a key of an account and returns it, or null when the account has none of that prefix. */
export async function removeApiKey(
  { apiKeys }: AccessModels,
  accountId: string,
  prefix: string,
): Promise<ApiKeyRecord | null> {
  return apiKeys.findOneAndDelete({ _id: prefix, accountId }).lean<ApiKeyRecord>();
}
