/** What names a value in a JSON document on the web. */
import { z } from 'zod';
import {
  DECIMALS_MAX,
  DOCUMENT_MS_MAX,
  POINTER_LENGTH_MAX,
  URL_LENGTH_MAX,
} from '../../src/domain/shared/limits.ts';

/** RFC 6901: empty, or parts that each begin with a slash; `~` only as `~0` and `~1`. */
const pointer = z
  .string()
  .max(POINTER_LENGTH_MAX)
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer such as /data/0/price');

const url = z
  .url({ protocol: /^https?$/ })
  .max(URL_LENGTH_MAX)
  .refine((text) => isBare(text), 'must have no user and no password in it');

export const httpJsonConfig = z
  .strictObject({
    url: url.describe('Where the document is. Redirects are not followed.'),
    valuePath: pointer.describe('JSON pointer to the value: a number, or digits in a text.'),
    decimals: z.int().min(0).max(DECIMALS_MAX).describe('Places that the value is kept with.'),
    timePath: pointer.optional().describe('JSON pointer to when the value became true.'),
    timeFormat: z
      .enum(['SECONDS', 'MILLISECONDS', 'ISO'])
      .default('SECONDS')
      .describe('Unix seconds, Unix milliseconds, or ISO 8601 with Z or an offset.'),
    roundPath: pointer.optional().describe('JSON pointer to a whole number that rises with every value.'),
    everySeconds: z.int().min(1).max(86_400).default(60).describe('How often the document is asked for.'),
    timeoutMs: z
      .int()
      .min(1)
      .max(DOCUMENT_MS_MAX)
      .default(DOCUMENT_MS_MAX)
      .describe('How long it may take, from the question to its last byte.'),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe('Lets the address be a private one. Only for a sandbox feed of a sandbox.'),
  })
  .refine(({ roundPath, timePath }) => roundPath === undefined || timePath !== undefined, {
    path: ['timePath'],
    message: 'is needed with roundPath: a round has a time of its own',
  });

export type HttpJsonConfig = z.output<typeof httpJsonConfig>;

function isBare(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
