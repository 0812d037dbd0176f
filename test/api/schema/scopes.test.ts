import { expect, test } from 'vitest';
import { missingScope, OPERATION_SCOPES } from '../../../src/api/auth/scopes.ts';
import { schema } from './apiSchema.ts';

const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
  (type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
);

test('every operation of the schema says which scope a key needs for it', () => {
  const known = Object.keys(OPERATION_SCOPES);
  expect(operations.filter((operation) => !known.includes(operation))).toEqual([]);
});

test('an operation that says nothing is closed to keys, and a session may do everything', () => {
  expect(missingScope('Mutation.unheardOf', ['ACCOUNT', 'GOVERN'])).toBe('SESSION');
  expect(missingScope('Mutation.unheardOf', null)).toBeNull();
  expect(missingScope('Mutation.constructor', ['ACCOUNT'])).toBe('SESSION');
});
