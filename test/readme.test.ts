/** Runs every fenced command of the README, in order, as a reader would: only the port is another one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../src/store/embedded/freePort.ts';

const ROOT = join(import.meta.dirname, '..');
/** What a clone has that the commands touch; the demo's own folder is made beside it. */
const CLONE = ['package.json', 'node_modules', 'src', 'schema', 'oracles', 'tsconfig.json'];
const run = promisify(execFile);

/** The README's blocks, each a small program. */
async function blocks(): Promise<string[]> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  return [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, body = '']) => body);
}

describe('the README', () => {
  let folder: string;
  let port: number;
  let demo: ChildProcess | undefined;
  let shell = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bulwark-readme-'));
    for (const name of CLONE) await symlink(join(ROOT, name), join(folder, name));
    port = await freePort();
    const started = spawn('npm', ['run', 'demo', '--', '--port', String(port)], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    demo = started;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      started.stderr?.on('data', (chunk) => {
        said += chunk;
        if (said.includes('Stop:')) resolve();
      });
      started.once('exit', () => reject(new Error(`the demo ended: ${said}`)));
    });
  }, 240_000);

  afterAll(async () => {
    const { pid } = demo ?? {};
    if (pid !== undefined && demo?.exitCode === null) {
      const ended = new Promise((resolve) => demo?.once('exit', resolve));
      process.kill(-pid, 'SIGINT');
      await ended;
    }
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Runs a block behind those before it: what a reader's shell still knows. */
  async function type(block: string): Promise<string> {
    const typed = block.replaceAll('localhost:4000', `localhost:${port}`);
    const { stdout } = await run('bash', ['-euc', `${shell}${typed}`], {
      cwd: folder,
      maxBuffer: 10_000_000,
    });
    shell += `${typed
      .split('\n')
      .filter((line) => /^[A-Z]+=/.test(line))
      .join('\n')}\n`;
    return stdout;
  }

  test('names the two commands that continuous integration runs', async () => {
    const [first, second] = await blocks();
    expect(first).toBe('npm ci && npm run demo\n');
    expect(second).toBe('npm ci && npm test\n');
    const ci = await readFile(join(ROOT, '.ci/run'), 'utf8');
    expect(ci).toMatch(/^npm ci$/m);
    expect(ci).toMatch(/^npm test$/m);
  });

  test('takes its reader from a quote to a payout, and judges and audits', async () => {
    const outputs: string[] = [];
    for (const block of (await blocks()).slice(2)) outputs.push(await type(block));
    const [products, quote, bought, moved, paid, verified, judged, audited] = outputs;
    expect(products).toContain('"status":"CALM"');
    expect(quote).toContain('"token":"');
    expect(bought).toContain('"status":"WAITING"');
    expect(moved).toContain('1 policies paid');
    expect(paid).toContain('"reason":"PAID_IN_FULL"');
    expect(verified).toContain('Everything follows from the evidence');
    expect(judged).toContain('"settlementValue":"0.90954"');
    expect(JSON.parse(audited ?? '{}')).toMatchObject({ clean: true });
  }, 240_000);
});
