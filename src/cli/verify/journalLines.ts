/** The lines of a journal as a file: where a part begins, and commands with or without what they hold. */
import { z } from 'zod';
import { JOURNAL_FORMAT } from '../../domain/evidence/journalLink.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash');
const sequence = z.int().min(0);
const amount = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,40})n$/, 'is not an integer')
  .transform((text) => BigInt(text.slice(0, -1)));

const start = z.strictObject({ format: z.literal(JOURNAL_FORMAT), after: sequence, hash });
const link = z.strictObject({ sequence, contentHash: hash, hash });
const content = z.looseObject({
  sequence,
  time: z.int().min(0),
  entries: z.array(z.looseObject({ assetId: z.string(), amount })),
  events: z.array(
    z.looseObject({ type: z.string(), node: z.string(), changes: z.record(z.string(), z.unknown()) }),
  ),
});

export type JournalContent = z.output<typeof content>;

/** A command; `content` is null where only its hash is known. */
export interface JournalLine {
  sequence: number;
  /** What its hash is over, as it stands in the line. */
  held: object | null;
  content: JournalContent | null;
  contentHash: string | null;
  hash: string;
}

export type ReadLine = { start: z.output<typeof start> } | { line: JournalLine } | { fault: string };

/** Reads one line. */
export function readLine(text: string): ReadLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: (error as Error).message };
  }
  if (typeof value !== 'object' || value === null) return { fault: 'no object' };
  if ('format' in value) {
    const parsed = start.safeParse(value);
    return parsed.success ? { start: parsed.data } : { fault: faultOf(parsed.error) };
  }
  if (!('content' in value)) {
    const parsed = link.safeParse(value);
    return parsed.success
      ? { line: { ...parsed.data, held: null, content: null } }
      : { fault: faultOf(parsed.error) };
  }
  const parsed = z.strictObject({ content, hash }).safeParse(value);
  if (!parsed.success) return { fault: faultOf(parsed.error) };
  const { data } = parsed;
  const held = value.content as object;
  return {
    line: {
      sequence: data.content.sequence,
      held,
      content: data.content,
      contentHash: null,
      hash: data.hash,
    },
  };
}

function faultOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim();
}
