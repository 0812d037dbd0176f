import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { buildApiSchema } from '../../../src/api/schema/schema.ts';
import { readSdl, sdlFiles } from '../../../src/api/schema/sdl.ts';

const CODEGEN = fileURLToPath(new URL('../../../scripts/codegen.ts', import.meta.url));

test('what only a sandbox has is not in the production schema', () => {
  const names = Object.keys(
    buildSchema(readSdl({ sandbox: false }))
      .getMutationType()
      ?.getFields() ?? {},
  );
  expect(names).not.toContain('advanceClock');
  expect(names).not.toContain('createTestFunds');
  expect(readSdl({ sandbox: false })).not.toContain('AdvanceClockInput');
  expect(readSdl({ sandbox: true })).toContain('AdvanceClockInput');
});

test.each([true, false])('every resolver fits a field of the schema (sandbox: %s)', (sandbox) => {
  expect(buildApiSchema({ sandbox }).getQueryType()?.name).toBe('Query');
});

test('every noun has a file of its own', () => {
  expect(sdlFiles()).toEqual(
    expect.arrayContaining(['policy.graphql', 'pool.graphql', 'product.graphql', 'root.graphql']),
  );
});

test('the generated types are those of the schema', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CODEGEN, '--check']);
  expect(stderr).toBe('');
});
