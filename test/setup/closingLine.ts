import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends the run's output with `N passed, N failed`, and `, N skipped` where there are any, alone on the last
 * line. A file that could not be loaded and an error outside every test count as failures: nothing broken
 * closes on 0.
 */
export function closingLine(): Reporter {
  let counts: Counts | undefined;
  // At exit, because coverage and the server's end come after the reporters' last call.
  process.once('exit', () => {
    if (counts !== undefined) process.stdout.write(`${line(counts)}\n`);
  });
  return {
    onTestRunEnd(modules, unhandledErrors) {
      counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
      for (const module of modules) count(module, counts);
    },
  };
}

function count(module: TestModule, counts: Counts): void {
  counts.failed += module.errors().length;
  for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') counts.passed += 1;
    else if (state === 'skipped') counts.skipped += 1;
    else counts.failed += 1;
  }
}

function line({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
