import { type ChildProcess, spawn } from 'node:child_process';

export interface WatchOrder {
  /** The process to end when this one is gone, however it went. */
  readonly pid: number;
  readonly signal: 'SIGTERM' | 'SIGKILL';
  /** A folder to delete after that. */
  readonly deleteFolder?: string;
}

/**
 * A detached server outlives a service that was killed, so a small process watches the service: it holds the
 * other end of a pipe, which the operating system closes with the service even on `kill -9`, and then it ends
 * the server.
 *
 * @returns a function that dismisses the watchdog, for when the server has ended by itself
 */
export function startWatchdog(order: WatchOrder): () => void {
  const parameters = [String(order.pid), order.signal, order.deleteFolder ?? ''];
  const watchdog: ChildProcess = spawn(process.execPath, ['-e', WATCH, ...parameters], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
    windowsHide: true,
  });
  // It must not keep the service alive, and its failure to start must not end it.
  watchdog.on('error', () => {});
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return () => watchdog.kill('SIGKILL');
}

/** Runs in plain `node -e`, so that it starts at once and needs nothing of this project. */
const WATCH = `
const [pid, signal, folder] = process.argv.slice(1);
process.stdin.resume();
process.stdin.on('error', () => {});
process.stdin.on('close', () => {
  try { process.kill(Number(pid), signal); } catch {}
  const options = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  if (folder) require('node:fs').rmSync(folder, options);
});
`;
