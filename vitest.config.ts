import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { closingLine } from './test/setup/closingLine.ts';
import { LongestFirst } from './test/setup/longestFirst.ts';

export default defineConfig({
  // Vite would take graphql's ES modules while packages that Node loads take its CommonJS ones: two schemas' worlds.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/database.ts'],
    setupFiles: ['test/setup/eachFile.ts'],
    pool: 'forks',
    // Nothing happens on import and each file has a database of its own: what one has loaded the next one need not.
    isolate: false,
    // Two at least: while one waits for its database or chain, the other works.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', closingLine()],
    // Real servers and chains: a busy machine may take long, and a test that hangs must still end.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
