/** A time in the query of an address, as statements and quotes are asked for. */
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { inputError } from '../errors.ts';
import { readDateTime } from '../scalars/dateTime.ts';

/** Unix seconds, or what holds where none is said. Throws an input error for what is no time. */
export function queryTime<Otherwise>(
  value: unknown,
  name: string,
  otherwise: Otherwise,
): UnixSeconds | Otherwise {
  if (value === undefined) return otherwise;
  const time = typeof value === 'string' ? readDateTime(value) : null;
  if (time === null) throw inputError(name, 'is no time such as 2026-01-31T00:00:00Z');
  return time;
}
