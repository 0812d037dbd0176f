/**
 * The collections of signing in and of the keys of programs. No `decide` ever reads them, so they are written
 * without the sequencer.
 *
 * `expiresAt` is the service's time and decides; `purgeAt` is wall time and only lets the server drop what
 * can no longer matter (the service's time may be a virtual one, years away from the server's).
 */
import mongoose from 'mongoose';

export interface NonceRecord {
  /** The nonce itself. */
  _id: string;
  address: string;
  chainId: number;
  /** SHA-256 of the message that was issued, hexadecimal: exactly it must be signed. */
  messageHash: string;
  expiresAt: number;
  purgeAt: Date;
}

export interface FamilyRecord {
  _id: string;
  accountId: string;
  createdAt: number;
  revokedAt: number | null;
  revokedBy: 'HOLDER' | 'REUSE' | null;
  purgeAt: Date;
}

export interface RefreshTokenRecord {
  /** SHA-256 of the token, hexadecimal. The token itself is stored nowhere. */
  _id: string;
  familyId: string;
  accountId: string;
  expiresAt: number;
  usedAt: number | null;
  purgeAt: Date;
}

export interface ApiKeyRecord {
  /** How the key begins: names it. */
  _id: string;
  accountId: string;
  /** 0 to API_KEYS_MAX - 1, each once in an account: so there are never more of them. */
  place: number;
  name: string;
  /** SHA-256 of the whole key, hexadecimal. The key itself is stored nowhere. */
  hash: string;
  scopes: string[];
  createdAt: number;
  expiresAt: number;
  /** To about a minute: not every use is written down. */
  lastUsedAt: number | null;
  purgeAt: Date;
}

const text = { type: String, required: true } as const;
const seconds = { type: Number, required: true } as const;
const perhaps = { type: Number, default: null } as const;
/** The server drops a document once its purge time has passed. */
const purge = { type: Date, required: true, index: { expireAfterSeconds: 0 } } as const;
const options = { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' } as const;

const SCHEMAS = {
  signInNonces: () =>
    new mongoose.Schema<NonceRecord>(
      { _id: text, address: text, chainId: seconds, messageHash: text, expiresAt: seconds, purgeAt: purge },
      options,
    ),
  sessionFamilies: () =>
    new mongoose.Schema<FamilyRecord>(
      {
        _id: text,
        accountId: text,
        createdAt: seconds,
        revokedAt: perhaps,
        revokedBy: { type: String, enum: ['HOLDER', 'REUSE', null], default: null },
        purgeAt: purge,
      },
      options,
    ),
  refreshTokens: () =>
    new mongoose.Schema<RefreshTokenRecord>(
      { _id: text, familyId: text, accountId: text, expiresAt: seconds, usedAt: perhaps, purgeAt: purge },
      options,
    ),
  apiKeys: () =>
    new mongoose.Schema<ApiKeyRecord>(
      {
        ...{ _id: text, accountId: text, place: { type: Number, required: true }, name: text, hash: text },
        scopes: { type: [String], required: true },
        ...{ createdAt: seconds, expiresAt: seconds, lastUsedAt: perhaps, purgeAt: purge },
      },
      options,
    ).index({ accountId: 1, place: 1 }, { unique: true }),
};

/** Every collection. */
export const ACCESS_COLLECTIONS: readonly string[] = Object.keys(SCHEMAS);

export interface AccessModels {
  nonces: mongoose.Model<NonceRecord>;
  families: mongoose.Model<FamilyRecord>;
  tokens: mongoose.Model<RefreshTokenRecord>;
  apiKeys: mongoose.Model<ApiKeyRecord>;
}

/** Registers the models on a connection and creates collections and indexes. Safe to repeat. */
export async function prepareAccessModels(connection: mongoose.Connection): Promise<AccessModels> {
  async function prepared<Record>(name: keyof typeof SCHEMAS): Promise<mongoose.Model<Record>> {
    const model = connection.models[name] ?? connection.model(name, SCHEMAS[name]() as mongoose.Schema, name);
    await model.createCollection();
    await model.createIndexes();
    return model as unknown as mongoose.Model<Record>;
  }
  return {
    nonces: await prepared('signInNonces'),
    families: await prepared('sessionFamilies'),
    tokens: await prepared('refreshTokens'),
    apiKeys: await prepared('apiKeys'),
  };
}
