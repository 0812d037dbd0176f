/** What the check of a family finds: promises that are kept, broken, or not made. */

export interface Finding {
  /** What is promised, after the name of the family. */
  readonly promise: string;
  readonly state: 'KEPT' | 'BROKEN' | 'NOT_MADE';
  /** Of a broken one: what should have been, what is, and how it is mended. */
  readonly expected?: string;
  readonly actual?: string;
  readonly mend?: string;
  /** What was seen, or why the promise is not made. */
  readonly note?: string;
}

/** Findings about one thing: the contract, a recording, the live source. */
export interface Section {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export const kept = (promise: string, note?: string): Finding => ({
  promise,
  state: 'KEPT',
  ...(note !== undefined && { note }),
});

export const broken = (
  promise: string,
  { expected, actual, mend }: { expected: string; actual: string; mend: string },
): Finding => ({ promise, state: 'BROKEN', expected, actual, mend });

export const notMade = (promise: string, note: string): Finding => ({ promise, state: 'NOT_MADE', note });

/** An error in a line: a SourceError with its code, any other with its name. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  return `${error.name}${code}: ${error.message}`.replaceAll('\n', ' ');
}
