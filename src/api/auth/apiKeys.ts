/** Keys of programs: `bwk_<prefix>_<secret>`, shown once, stored as a hash. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  API_KEY_SECONDS_MAX,
  API_KEY_UNSEEN_SECONDS,
  API_KEYS_MAX,
  TOKEN_LENGTH_MAX,
} from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { ApiKeyRecord } from '../../store/access/accessModels.ts';
import {
  findApiKey,
  findApiKeys,
  removeApiKey,
  saveApiKey,
  touchApiKey,
} from '../../store/access/apiKeys.ts';
import type { AuthDependencies } from './authDependencies.ts';
import type { Scope } from './scopes.ts';

const KEY = /^bwk_([0-9a-f]{12})_[0-9a-f]{64}$/;
/** What tells a key from an access token before anything else is looked at. */
const MARK = 'bwk_';

/** A key as its account may see it. */
export type ApiKeyView = Pick<
  ApiKeyRecord,
  'accountId' | 'name' | 'createdAt' | 'lastUsedAt' | 'expiresAt'
> & { prefix: string; scopes: Scope[] };

export interface ApiKeys {
  createApiKey(
    accountId: string,
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: UnixSeconds | null },
  ): Promise<{ apiKey: ApiKeyView; secret: string } | Refusal>;
  revokeApiKey(accountId: string, prefix: string): Promise<ApiKeyView | Refusal>;
  apiKeysOf(accountId: string): Promise<ApiKeyView[]>;
  /** The key that a bearer holds, or null for whatever is wrong with it. */
  apiKeyOf(bearer: string): Promise<ApiKeyView | null>;
}

/** Whether a bearer token is meant to be a key. */
export const looksLikeApiKey = (bearer: string): boolean => bearer.startsWith(MARK);

export function createApiKeys({ models, log, now }: AuthDependencies): ApiKeys {
  return {
    async createApiKey(accountId, { name, scopes, expiresAt }) {
      const at = now();
      const seconds = (expiresAt ?? at + API_KEY_SECONDS_MAX) - at;
      if (seconds < 1 || seconds > API_KEY_SECONDS_MAX) {
        const range = { minimumSeconds: 1, maximumSeconds: API_KEY_SECONDS_MAX, sentSeconds: seconds };
        return refuse('TERM_OUT_OF_RANGE', range, 'expiresAt');
      }
      const prefix = randomBytes(6).toString('hex');
      const secret = `${MARK}${prefix}_${randomBytes(32).toString('hex')}`;
      const record = {
        ...{ _id: prefix, accountId, name, hash: hashOf(secret), scopes: [...new Set(scopes)] },
        ...{ createdAt: at, expiresAt: at + seconds, lastUsedAt: null },
        // Twice its life on the wall clock: the service's own time may be a virtual one.
        purgeAt: new Date(Date.now() + 2 * seconds * 1_000),
      };
      if (!(await saveApiKey(models, record))) {
        return refuse('LIMIT_REACHED', { limit: API_KEYS_MAX, used: API_KEYS_MAX });
      }
      log.info({ accountId, prefix, scopes }, 'a key was made');
      return { apiKey: shown(record), secret };
    },

    async revokeApiKey(accountId, prefix) {
      const record = await removeApiKey(models, accountId, prefix);
      if (record === null) return refuse('NOT_FOUND', { id: prefix }, 'prefix');
      log.info({ accountId, prefix }, 'a key was revoked');
      return shown(record);
    },

    apiKeysOf: async (accountId) => (await findApiKeys(models, accountId)).map(shown),

    async apiKeyOf(bearer) {
      const prefix = bearer.length > TOKEN_LENGTH_MAX ? undefined : KEY.exec(bearer)?.[1];
      if (prefix === undefined) return null;
      const record = await findApiKey(models, prefix);
      const at = now();
      // Compared whether it was found or not, so that the time tells little.
      const isSame = equalHashes(hashOf(bearer), record?.hash ?? hashOf(''));
      if (record === null || !isSame || at >= record.expiresAt) return null;
      if (at - (record.lastUsedAt ?? Number.NEGATIVE_INFINITY) >= API_KEY_UNSEEN_SECONDS) {
        await touchApiKey(models, prefix, at);
      }
      return shown(record);
    },
  };
}

function shown({ _id: prefix, ...record }: Omit<ApiKeyRecord, 'place'>): ApiKeyView {
  const { accountId, name, createdAt, lastUsedAt, expiresAt } = record;
  return { prefix, accountId, name, scopes: record.scopes as Scope[], createdAt, lastUsedAt, expiresAt };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function equalHashes(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
