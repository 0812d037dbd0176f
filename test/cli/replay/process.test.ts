import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const TSX = fileURLToPath(import.meta.resolve('tsx/cli'));

/** The command as `npm run replay` starts it. */
function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [TSX, 'src/cli/replay.ts', ...argv],
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
  });
}

describe('the replay process', () => {
  test('prints one JSON object on stdout and nothing on stderr', async () => {
    const { code, stdout, stderr } = await run('--series', 'src/cli/series/ust-usdt-2022-05.csv', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      slots: 9001,
      indeterminate: 60,
      incidents: [{ settlementValue: '0.72256', payoutRatio: '1', final: true }],
    });
  });

  test('exits 2 with one sentence on stderr for a file that it cannot read as a series', async () => {
    const { code, stdout, stderr } = await run('--series', 'package.json', '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^replay: package\.json, line 1: .*\n$/);
  });

  test('shows its help and exits 0', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^npm run replay -- \[options\]/);
  });
});
