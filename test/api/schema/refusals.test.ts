import { type GraphQLEnumType, type GraphQLInterfaceType, getNamedType, isScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { REQUEST_ERRORS } from '../../../src/api/errors.ts';
import { renderRefusal } from '../../../src/api/render/refusal.ts';
import { refusalTypeName } from '../../../src/api/render/refusalTypeName.ts';
import { REFUSAL_TEXTS, type Refusal, type RefusalCode } from '../../../src/domain/shared/refusals.ts';
import { schema } from './apiSchema.ts';

const codes = Object.keys(REFUSAL_TEXTS) as RefusalCode[];
const COMMON = ['code', 'message', 'remedy', 'path', 'retryable', 'retryAfterSeconds', 'docsUrl'];
const surroundings = { publicUrl: 'https://bulwark.example', now: 1_000 };

/** One refusal of each code, with data of the right shape. */
const SAMPLES: { [Code in RefusalCode]: Extract<Refusal, { code: Code }>['data'] } = {
  AMOUNT_OUT_OF_RANGE: { minimum: 1n, maximum: 9n, sent: 0n },
  TERM_OUT_OF_RANGE: { minimumSeconds: 1, maximumSeconds: 2, sentSeconds: 3 },
  BALANCE_TOO_LOW: { available: 1n, required: 2n, assetId: 'ast_1_aa' },
  CAPACITY_TOO_LOW: { available: 1n, byPool: [{ poolId: 'pool_1', available: 1n }], bindingLimit: 'capital' },
  PRICE_ABOVE_LIMIT: { premium: 2n, limit: 1n },
  QUOTE_EXPIRED: { expiredAt: 900 },
  QUOTE_INVALID: { problem: 'SPENT' },
  STATUS_FORBIDS: { status: 'PAID', reason: 'It was paid.', allowedActions: [] },
  SALES_STOPPED: { cause: 'WATCH', since: 900, endsWhen: 'after an hour of calm' },
  POOL_CLOSED: { status: 'RUN_OFF', reason: 'It runs off.', alternatives: ['pool_2'] },
  LOCKED: { amount: 1n, until: 1_060, by: 'inc_1', unlocksWhen: 'the incident is paid' },
  SHARES_BELOW_LIMIT: { actual: 1n, limit: 2n },
  REFUND_BELOW_LIMIT: { actual: 1n, limit: 2n },
  SIGNATURE_INVALID: { expectedSigners: ['0x00'], recovered: null },
  NONCE_SPENT: { next: 'createSignInMessage' },
  SESSION_REVOKED: { next: 'createSignInMessage' },
  PARAMETER_OUT_OF_RANGE: { name: 'leverage', minimum: 1n, maximum: 2n, maximumStep: null },
  CONFIG_INVALID: { problems: [{ path: 'a', message: 'b' }] },
  SERIES_INVALID: { problems: [{ path: '2', message: 'b' }] },
  ORDER_CLOSED: { status: 'FILLED', closedAt: 900 },
  AUCTION_MOVED: { price: 1n, need: 2n, until: 1_060 },
  LIMIT_REACHED: { limit: 1, used: 1 },
  KEY_IN_USE: { prefix: 'ast_1' },
  ACCESS_RESTRICTED: { rule: 'a', appeal: 'b' },
  STALE: { newestAt: 900 },
  CHALLENGE_CLOSED: { closedAt: 900 },
  DELAY_SPENT: { remainingSeconds: 60 },
  APPROVALS_MISSING: { have: 1, need: 2, signers: [] },
  TIMELOCKED: { executableAt: 1_060 },
  NOT_FOUND: { id: 'pol_1' },
};

describe('law 9: refusals', () => {
  test('the schema has the codes of the one closed list', () => {
    const values = (schema.getType('RefusalCode') as GraphQLEnumType).getValues().map(({ name }) => name);
    expect(values).toEqual(codes);
  });

  test('every code has a type of its own, and there is no other', () => {
    const types = schema
      .getPossibleTypes(schema.getType('Refusal') as GraphQLInterfaceType)
      .map(({ name }) => name);
    expect(types.sort()).toEqual(codes.map(refusalTypeName).sort());
  });

  test.each(codes)('%s carries its typed data beside the common fields', (code) => {
    const type = schema
      .getPossibleTypes(schema.getType('Refusal') as GraphQLInterfaceType)
      .find(({ name }) => name === refusalTypeName(code));
    const own = Object.keys(type?.getFields() ?? {}).filter((name) => !COMMON.includes(name));
    const data = Object.keys(SAMPLES[code]).map((name) => (name === 'assetId' ? 'asset' : name));
    expect(own.sort()).toEqual(data.sort());
  });

  test.each(codes)('%s is shown with every field that its type promises', (code) => {
    const refusal = { refused: true, code, data: SAMPLES[code], path: 'amount' } as Refusal;
    const shown = renderRefusal(refusal, surroundings);
    const type = schema.getType(shown.__typename) as unknown as GraphQLInterfaceType;
    for (const field of Object.values(type.getFields())) {
      if (field.name === 'asset') continue;
      const value = shown[field.name];
      if (String(field.type).endsWith('!')) expect(value, field.name).not.toBeNull();
      expect(value, field.name).not.toBeUndefined();
      if (isScalarType(getNamedType(field.type)) && field.type.toString() === 'Integer!')
        expect(typeof value).toBe('bigint');
    }
    expect(shown.path).toBe('input.amount');
    expect(shown.docsUrl).toBe(`https://bulwark.example/errors#${code}`);
  });

  test('a refusal that ends at a known time says when to try again', () => {
    const refusal: Refusal = { refused: true, code: 'LOCKED', data: SAMPLES.LOCKED, path: null };
    expect(renderRefusal(refusal, surroundings).retryAfterSeconds).toBe(60);
    expect(renderRefusal(refusal, { ...surroundings, now: 2_000 }).retryAfterSeconds).toBe(0);
  });

  test('no code is both a refusal and a request-level error', () => {
    expect(Object.keys(REQUEST_ERRORS).filter((code) => (codes as string[]).includes(code))).toEqual([]);
  });
});
