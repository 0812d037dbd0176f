import { defineConfig } from 'vitest/config';

/** What `npm run check` runs of the tests: the laws of the house and of the schema. They need no server. */
export default defineConfig({
  test: {
    include: ['test/laws/**/*.test.ts', 'test/api/schema/**/*.test.ts'],
    pool: 'forks',
    // They only read: what one has parsed the next one need not.
    isolate: false,
    reporters: ['dot'],
    // The first to look at a file parses it, on a machine that may be busy.
    testTimeout: 30_000,
  },
});
