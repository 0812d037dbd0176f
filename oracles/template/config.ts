/** What names a list of rounds. */
import { z } from 'zod';
import { DECIMALS_MAX } from '../../src/domain/shared/limits.ts';
import { WEB_FIELDS } from '../web/config.ts';

export const templateConfig = z.strictObject({
  ...WEB_FIELDS,
  symbol: z.string().min(1).max(40).describe('What is priced; the document must say the same.'),
  decimals: z.int().min(0).max(DECIMALS_MAX).describe('Places that a price is kept with.'),
});

export type TemplateConfig = z.output<typeof templateConfig>;
