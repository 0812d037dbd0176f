/**
 * The quote token: a held price, signed and self-contained, so that no quote is stored until it is used.
 *
 * jsonwebtoken reads the wall clock unless it is told the time: the service's own clock is always given.
 */
import { type KeyObject, randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import { PRODUCT_POOLS_MAX, QUOTE_ITEMS_MAX, QUOTE_SECONDS } from '../../domain/shared/limits.ts';
import { type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import type { PolicyDistribution } from '../../store/documents/policies.ts';
import type { PricedPart } from './priceOrder.ts';

const ISSUER = 'bulwark';
const AUDIENCE = 'bulwark:quote';

const digits = z.string().regex(/^\d{1,34}$/);
const part = z.strictObject({
  poolId: z.string(),
  coverAmount: digits,
  premium: digits,
  commission: digits,
  quotedCover: digits,
  quotedLimit: digits,
});
const item = z.strictObject({
  productId: z.string(),
  score: z.int(),
  termSeconds: z.int(),
  startAt: z.int(),
  parts: z.array(part).min(1).max(PRODUCT_POOLS_MAX),
});
const claims = z.object({
  jti: z.string(),
  sub: z.string(),
  exp: z.int(),
  ver: z.int(),
  file: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  dst: z.strictObject({ distributorId: z.string(), commissionBps: z.int() }).nullable(),
  items: z.array(item).min(1).max(QUOTE_ITEMS_MAX),
});

/** One priced line of a quote. */
export interface QuotedItem {
  productId: string;
  /** The number of the product's score that it was priced under; 0 for one that was given. */
  score: number;
  termSeconds: number;
  startAt: UnixSeconds;
  parts: PricedPart[];
}

export interface Quote {
  quoteId: string;
  accountId: string;
  parameterVersion: number;
  /** SHA-256 of the file that the price is computed again from; null in a token of before there were any. */
  file: string | null;
  distribution: PolicyDistribution | null;
  items: QuotedItem[];
}

/** Signs a quote for one account, good for five minutes from `at`. */
export function signQuote(
  key: KeyObject,
  quote: Omit<Quote, 'quoteId'>,
  at: UnixSeconds,
): { token: string; expiresAt: UnixSeconds } {
  const expiresAt = at + QUOTE_SECONDS;
  const items = quote.items.map((line) => ({ ...line, parts: line.parts.map(partToText) }));
  const payload = {
    jti: randomUUID(),
    sub: quote.accountId,
    ver: quote.parameterVersion,
    file: quote.file,
    dst: quote.distribution,
    items,
    iat: at,
    exp: expiresAt,
  };
  const header = { alg: 'HS256' as const, typ: 'quote+jwt' };
  const token = jsonwebtoken.sign({ ...payload, iss: ISSUER, aud: AUDIENCE }, key, {
    algorithm: 'HS256',
    header,
  });
  return { token, expiresAt };
}

/** Reads a token without checking it: what to load. Null when it is not one of ours. */
export function peekQuote(token: string): Quote | null {
  try {
    const parsed = claims.safeParse(jsonwebtoken.decode(token));
    return parsed.success ? quoteOf(parsed.data) : null;
  } catch {
    return null;
  }
}

/** Checks a token at a time. Refuses one that was altered or is past its time. */
export function checkQuote(key: KeyObject, token: string, at: UnixSeconds): Quote | Refusal {
  try {
    const payload = jsonwebtoken.verify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: at,
    });
    const parsed = claims.safeParse(payload);
    return parsed.success
      ? quoteOf(parsed.data)
      : refuse('QUOTE_INVALID', { problem: 'ALTERED' }, 'quoteToken');
  } catch (error) {
    if (error instanceof jsonwebtoken.TokenExpiredError) {
      return refuse(
        'QUOTE_EXPIRED',
        { expiredAt: Math.floor(error.expiredAt.getTime() / 1_000) },
        'quoteToken',
      );
    }
    return refuse('QUOTE_INVALID', { problem: 'ALTERED' }, 'quoteToken');
  }
}

function partToText({ poolId, ...amounts }: PricedPart) {
  return {
    poolId,
    ...Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, value.toString()])),
  };
}

function quoteOf({ jti, sub, ver, file, dst, items }: z.infer<typeof claims>): Quote {
  return {
    quoteId: jti,
    accountId: sub,
    parameterVersion: ver,
    file,
    distribution: dst,
    items: items.map((line) => ({
      ...line,
      parts: line.parts.map((text) => ({
        poolId: text.poolId,
        coverAmount: BigInt(text.coverAmount),
        premium: BigInt(text.premium),
        commission: BigInt(text.commission),
        quotedCover: BigInt(text.quotedCover),
        quotedLimit: BigInt(text.quotedLimit),
      })),
    })),
  };
}
