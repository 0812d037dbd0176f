/** The first place where two values are not the same. */
import { canonical } from '../shared/canonical.ts';

export interface Difference {
  /** As `closings.12.readings.0.value`. */
  readonly path: string;
  /** What follows from the rest, and what stands there; canonical texts, or words. */
  readonly expected: string;
  readonly found: string;
}

/** Finds the first difference, members in the order of their names, or null. */
export function firstDifference(path: string, expected: unknown, found: unknown): Difference | null {
  if (isTree(expected) && isTree(found) && Array.isArray(expected) === Array.isArray(found)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    if (!Array.isArray(expected)) names.sort();
    for (const name of names) {
      const [one, other] = [member(expected, name), member(found, name)];
      const difference = firstDifference(path === '' ? name : `${path}.${name}`, one, other);
      if (difference !== null) return difference;
    }
    return null;
  }
  return shown(expected) === shown(found) ? null : { path, expected: shown(expected), found: shown(found) };
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function member(tree: object, name: string): unknown {
  return (tree as Record<string, unknown>)[name];
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : canonical(value);
}
