/**
 * Builds a scalar that is a text on the wire. A JSON number never passes: it has lost digits before we see
 * it.
 */
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { REFUSED_VALUE_LENGTH_MAX } from '../../domain/shared/limits.ts';
import { inputError } from '../errors.ts';

interface TextScalar<Inner> {
  name: string;
  /** What a value has to be; ends the sentence "`"x"` …". */
  expectation: string;
  /** The value of a text, or null when it is not one. */
  read(text: string): Inner | null;
  write(value: Inner): string;
}

export function textScalar<Inner>({ name, expectation, read, write }: TextScalar<Inner>): GraphQLScalarType {
  function parse(value: unknown): Inner {
    const parsed = typeof value === 'string' ? read(value) : null;
    if (parsed === null) throw inputError(`${name}:`, `${shown(value)} ${expectation}`);
    return parsed;
  }
  return new GraphQLScalarType<Inner, string>({
    name,
    serialize: (value) => write(value as Inner),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : literal(node)),
  });
}

function literal(node: ValueNode): unknown {
  return 'value' in node && node.kind !== Kind.INT && node.kind !== Kind.FLOAT
    ? { [node.kind]: node.value }
    : Number.NaN;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return 'a number, which may have lost digits,';
  if (typeof value !== 'string') return `a value of type ${typeof value}`;
  const printable = JSON.stringify(value.slice(0, REFUSED_VALUE_LENGTH_MAX));
  return value.length > REFUSED_VALUE_LENGTH_MAX ? `${printable} (cut)` : printable;
}
