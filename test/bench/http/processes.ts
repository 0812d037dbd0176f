/** Starts the benchmark's own processes and hears their one line of JSON. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReadSpec } from '../quote/readers.ts';
import type { Sample } from '../shared/drive.ts';
import type { ClientSpec, ServerSpec } from './settings.ts';

export interface ServerProcess {
  url: string;
  stop(): Promise<void>;
}

/** Starts a server process; it listens when this resolves. */
export async function startServerProcess(spec: ServerSpec): Promise<ServerProcess> {
  const child = start('./serverProcess.ts', spec);
  const ended = once(child, 'exit');
  const { url } = await lineOf<{ url: string }>(child);
  return {
    url,
    async stop() {
      child.stdin?.destroy();
      await ended;
    },
  };
}

/** Runs a process of readers to its end. */
export async function runReadProcess(spec: ReadSpec): Promise<Sample> {
  return lineOf<Sample>(start('../quote/readProcess.ts', spec));
}

/** Runs a client process to its end. */
export async function runClientProcess(spec: ClientSpec): Promise<Sample> {
  return lineOf<Sample>(start('./clientProcess.ts', spec));
}

function start(file: string, spec: object): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = ['--import', import.meta.resolve('tsx'), path, JSON.stringify(spec)];
  return spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** The first line that a process prints. Rejects when it ends without one. */
function lineOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)) as Answer);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}
