import type { RefusalCode } from '../../domain/shared/refusals.ts';

/** The schema's type of a refusal code. Example: `BALANCE_TOO_LOW` is `BalanceTooLow`. */
export function refusalTypeName(code: RefusalCode): string {
  return code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}
