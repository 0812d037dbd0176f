import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { VERSION_ANSWER_MS_MAX } from '../../domain/shared/limits.ts';

/** The oldest server that the test suite runs on; older ones are passed over. */
const OLDEST_MAJOR_VERSION = 6;
const BUSY_TRIES = 50;
const BUSY_PAUSE_MILLISECONDS = 10;

/**
 * The version that a mongod reports about itself, by really running it: a binary for another system or one
 * whose libraries are missing is found out here and not in the middle of a start.
 *
 * @returns for example `'6.0.5'`
 * @throws Error whose message is one clause that follows the path: `'/usr/bin/mongod is not executable'`
 */
export async function mongodVersion(path: string): Promise<string> {
  const output = await printedVersion(path);
  const version = /db version v(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (version === null) throw new Error(`${path} is not a mongod`);
  const [, major, minor, patch] = version;
  const text = `${major}.${minor}.${patch}`;
  if (Number(major) < OLDEST_MAJOR_VERSION) {
    throw new Error(`${path} is version ${text}, older than ${OLDEST_MAJOR_VERSION}.0`);
  }
  return text;
}

async function printedVersion(path: string, triesLeft = BUSY_TRIES): Promise<string> {
  const timeout = VERSION_ANSWER_MS_MAX;
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout });
    return stdout;
  } catch (error) {
    // Just written, and another child of ours still holds the open file for the instant until it becomes
    // itself.
    if ((error as NodeJS.ErrnoException).code === 'ETXTBSY' && triesLeft > 0) {
      await delay(BUSY_PAUSE_MILLISECONDS);
      return printedVersion(path, triesLeft - 1);
    }
    throw new Error(`${path} ${whyItDidNotRun(error)}`, { cause: error });
  }
}

function whyItDidNotRun(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'is not executable';
  const firstLine = stderr?.trim().split('\n')[0];
  return `does not run here${firstLine ? ` (${firstLine})` : ''}`;
}
