/**
 * A JSON object going in: plain, small, and without keys that mean something to a database or to JavaScript.
 */
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { JSON_DEPTH_MAX, JSON_MEMBERS_MAX } from '../../domain/shared/limits.ts';
import { inputError } from '../errors.ts';

const KEY = /^[A-Za-z0-9_-]{1,64}$/;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

function check(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw inputError('JSONObject', 'is not an object');
  }
  let members = 0;
  function walk(member: unknown, depth: number): void {
    members += 1;
    if (depth > JSON_DEPTH_MAX || members > JSON_MEMBERS_MAX)
      throw inputError('JSONObject', 'is too deep or too large');
    if (typeof member !== 'object' || member === null) return;
    for (const [key, inner] of Object.entries(member)) {
      if (!Array.isArray(member) && (!KEY.test(key) || FORBIDDEN_KEYS.has(key))) {
        throw inputError('JSONObject', 'has a key that is not allowed');
      }
      walk(inner, depth + 1);
    }
  }
  walk(value, 0);
  return value as Record<string, unknown>;
}

function fromLiteral(node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown {
  switch (node.kind) {
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map(({ name, value }) => [name.value, fromLiteral(value, variables)]),
      );
    case Kind.LIST:
      return node.values.map((value) => fromLiteral(value, variables));
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    case Kind.NULL:
      return null;
    default:
      return node.value;
  }
}

export const jsonObjectScalar = new GraphQLScalarType<Record<string, unknown>>({
  name: 'JSONObject',
  serialize: (value) => JSON.parse(JSON.stringify(value, digits)) as Record<string, unknown>,
  parseValue: check,
  parseLiteral: (node, variables) => check(fromLiteral(node, variables)),
});

/** Amounts leave as digits. */
function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
