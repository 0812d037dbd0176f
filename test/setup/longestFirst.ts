import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in that order: one that began last would keep one worker busy, and idle the other. */
const LONGEST = [
  'test/cli/demo/demo.test.ts',
  'test/readme.test.ts',
  'test/faults/',
  'test/cli/demo/',
  'test/watcher/sixOperators.test.ts',
  'test/model/',
  'test/watcher/',
];

/** Runs the longest files first. The others stay in the order that they had. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const placeOf = ({ moduleId }: TestSpecification) => {
      const path = relative(this.ctx.config.root, moduleId);
      const place = LONGEST.findIndex((start) => path.startsWith(start));
      return place === -1 ? LONGEST.length : place;
    };
    return sorted.sort((a, b) => placeOf(a) - placeOf(b));
  }
}
