/** A copy of the project that a test may write into, as far as a family and its check need it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../laws/support/sources.ts';

const COPIED = ['oracles', 'src/domain', 'src/cli', 'package.json', 'tsconfig.json', 'biome.json'];
const run = promisify(execFile);

export interface ProjectCopy {
  /** Runs a block of commands as somebody who types them; what went wrong is in the answer. */
  type(block: string): Promise<{ code: number; out: string }>;
  /** Changes one file of it. */
  edit(path: string, change: (text: string) => string): Promise<void>;
  remove(): Promise<void>;
}

export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'bulwark-family-'));
  for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    async type(block) {
      try {
        const { stdout } = await run('bash', ['-euc', block], { cwd: folder, maxBuffer: 10_000_000 });
        return { code: 0, out: stdout };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, out: stdout + stderr };
      }
    },
    async edit(path, change) {
      const file = join(folder, path);
      const before = await readFile(file, 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`nothing was changed in ${path}`);
      await writeFile(file, after);
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The two lines of the guide go where they belong in the registry. */
export function registered(registry: string, lines: string): string {
  const [imported = '', listed = ''] = lines.split('\n');
  return registry
    .replace(/^import \{ httpJson/m, `${imported}\n$&`)
    .replace(/^ {2}httpJson,$/m, `${listed}\n$&`);
}
