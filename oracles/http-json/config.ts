/** What names a value in a JSON document on the web. */
import { z } from 'zod';
import { DECIMALS_MAX, POINTER_LENGTH_MAX } from '../../src/domain/shared/limits.ts';
import { WEB_FIELDS } from '../web/config.ts';

/** RFC 6901: empty, or parts that each begin with a slash; `~` only as `~0` and `~1`. */
const pointer = z
  .string()
  .max(POINTER_LENGTH_MAX)
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer such as /data/0/price');

export const httpJsonConfig = z
  .strictObject({
    ...WEB_FIELDS,
    valuePath: pointer.describe('JSON pointer to the value: a number, or digits in a text.'),
    decimals: z.int().min(0).max(DECIMALS_MAX).describe('Places that the value is kept with.'),
    timePath: pointer.optional().describe('JSON pointer to when the value became true.'),
    timeFormat: z
      .enum(['SECONDS', 'MILLISECONDS', 'ISO'])
      .default('SECONDS')
      .describe('Unix seconds, Unix milliseconds, or ISO 8601 with Z or an offset.'),
    roundPath: pointer.optional().describe('JSON pointer to a whole number that rises with every value.'),
    everySeconds: z.int().min(1).max(86_400).default(60).describe('How often the document is asked for.'),
  })
  .refine(({ roundPath, timePath }) => roundPath === undefined || timePath !== undefined, {
    path: ['timePath'],
    message: 'is needed with roundPath: a round has a time of its own',
  });

export type HttpJsonConfig = z.output<typeof httpJsonConfig>;
