/** Families of refresh tokens. A token is used once; the family is everything that came from one sign-in. */
import type { AccessModels, FamilyRecord, RefreshTokenRecord } from './accessModels.ts';

/** Opens a family with its first token. */
export async function openFamily(
  { families, tokens }: AccessModels,
  family: FamilyRecord,
  token: RefreshTokenRecord,
): Promise<void> {
  await families.create(family);
  await tokens.create(token);
}

/**
 * Marks a token as used. The record as it was before:
 * `usedAt` null means that this call is the one that used it.
 */
export async function useToken(
  { tokens }: AccessModels,
  hash: string,
  now: number,
): Promise<RefreshTokenRecord | null> {
  const used = await tokens
    .findOneAndUpdate({ _id: hash, usedAt: null }, { $set: { usedAt: now } }, { returnDocument: 'before' })
    .lean<RefreshTokenRecord>();
  return used ?? findToken({ tokens }, hash);
}

/** A token by its hash, used or not. */
export async function findToken(
  { tokens }: Pick<AccessModels, 'tokens'>,
  hash: string,
): Promise<RefreshTokenRecord | null> {
  return tokens.findOne({ _id: hash }).lean<RefreshTokenRecord>();
}

/** Stores the token that follows. A retry brings the same one again, which changes nothing. */
export async function saveToken({ tokens }: AccessModels, token: RefreshTokenRecord): Promise<void> {
  const { _id, ...rest } = token;
  await tokens.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
}

/** A family that is being used: it is kept until the new purge time. Null when there is none. */
export async function keepFamily(
  { families }: AccessModels,
  familyId: string,
  purgeAt: Date,
): Promise<FamilyRecord | null> {
  return families.findOneAndUpdate({ _id: familyId }, { $set: { purgeAt } }).lean<FamilyRecord>();
}

/** Ends a family. False when it had ended before. */
export async function revokeFamily(
  { families }: AccessModels,
  familyId: string,
  by: 'HOLDER' | 'REUSE',
  now: number,
): Promise<boolean> {
  const result = await families.updateOne(
    { _id: familyId, revokedAt: null },
    { $set: { revokedAt: now, revokedBy: by } },
  );
  return result.modifiedCount === 1;
}
