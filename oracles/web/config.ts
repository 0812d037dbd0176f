/** What every family that reads a document on the web is configured with. */
import { z } from 'zod';
import { DOCUMENT_MS_MAX, URL_LENGTH_MAX } from '../../src/domain/shared/limits.ts';

const url = z
  .url({ protocol: /^https?$/ })
  .max(URL_LENGTH_MAX)
  .refine((text) => isBare(text), 'must have no user and no password in it');

/** To be spread into a family's own object; what they mean is in README.md of http-json. */
export const WEB_FIELDS = {
  url: url.describe('Where the document is. Redirects are not followed.'),
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
};

function isBare(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
