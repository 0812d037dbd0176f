/** Looks for what has no end in the schema of an input: texts, lists and records of any size. */
import type { z } from 'zod';

interface Definition {
  type: string;
  checks?: { _zod: { def: { check: string; maximum?: number; pattern?: RegExp } } }[];
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: z.ZodType[];
  fn?: (value: unknown) => boolean;
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;
const INNER = ['optional', 'nullable', 'default', 'readonly', 'pipe', 'nonoptional'];

/** The paths of everything without a bound. `judged` names the paths whose bound a test of its own shows. */
export function unbounded(schema: z.ZodType, path: string, judged: readonly string[]): string[] {
  if (judged.includes(path)) return [];
  const definition = definitionOf(schema);
  const { type, shape, element, innerType, options } = definition;
  if (type === 'string') return isBoundedText(definition) ? [] : [path];
  if (type === 'array' && element !== undefined) {
    const inside = unbounded(element, `${path}[]`, judged);
    return largestOf(definition) === null ? [path, ...inside] : inside;
  }
  if (type === 'object' && shape !== undefined) {
    return Object.entries(shape).flatMap(([name, member]) => unbounded(member, `${path}.${name}`, judged));
  }
  if (type === 'union' && options !== undefined) {
    return options.flatMap((option) => unbounded(option, path, judged));
  }
  if (INNER.includes(type) && innerType !== undefined) return unbounded(innerType, path, judged);
  return ['number', 'bigint', 'boolean', 'enum', 'literal'].includes(type) ? [] : [path];
}

function largestOf({ checks = [] }: Definition): number | null {
  const check = checks.find(({ _zod }) => _zod.def.check === 'max_length');
  return check?._zod.def.maximum ?? null;
}

/** A largest length, or a pattern from beginning to end in which nothing repeats without end. */
function isBoundedText(definition: Definition): boolean {
  if (largestOf(definition) !== null) return true;
  return (definition.checks ?? []).some(({ _zod }) => {
    const { source = '' } = _zod.def.pattern ?? {};
    const plain = source.replaceAll(/\\.|\[(\\.|[^\]])*\]/g, 'x');
    return plain.startsWith('^') && plain.endsWith('$') && !/[*+]|\{\d+,\}/.test(plain);
  });
}
