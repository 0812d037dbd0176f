/** Starts processes of the service, listens to what they tell, kills them, and talks to them as clients do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Outcome, Submission } from '../../src/market/command.ts';
import { parseWire, wire } from '../../src/market/sequencer/wire.ts';
import type { ServiceOptions } from './service.ts';

const SERVICE = fileURLToPath(new URL('./service.ts', import.meta.url));

export interface ServiceProcess {
  url: string;
  /** What it tells after it is up, as it is told; ends with the process. */
  told: AsyncIterableIterator<Record<string, string>>;
  /** Stops it where it stands, or lets it go on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it as a crash does, and waits until it is gone. */
  kill(): Promise<void>;
}

/** Starts a process and waits until it takes commands. */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVICE, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => kill(child));
  const told = events(child);
  const { value } = await told.next();
  if (value === undefined) throw new Error('the service ended before it was up');
  return {
    url: value.url ?? '',
    told,
    signal: (name) => void child.kill(name),
    kill: () => kill(child),
  };
}

async function* events(child: ChildProcess): AsyncIterableIterator<Record<string, string>> {
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  for await (const line of lines) yield JSON.parse(line);
}

/** Ends a process as a crash does, and waits until it is gone. One that has ended is left alone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Sends one command to a process; null when it hangs up or is not there. */
export async function send(url: string, submission: Submission): Promise<Outcome | null> {
  try {
    const response = await fetch(url, { method: 'POST', body: wire([submission]) });
    const [outcome] = parseWire(await response.text()) as Outcome[];
    return outcome ?? null;
  } catch {
    return null;
  }
}

/** How long a client waits before it comes again. */
const RETRY_MS = 20;

/**
 * A client that insists: it sends a command under its key, to whichever process is named now, until it is decided.
 * `urlOf` may name another one each time.
 */
export async function insist(urlOf: () => string, submission: Submission): Promise<Outcome> {
  for (;;) {
    const outcome = await send(urlOf(), submission);
    const undecided =
      outcome === null ||
      (outcome.kind === 'FAILED' && /RETRY_LATER|BUSY|OVERLOADED/.test(outcome.failure.code));
    if (!undecided) return outcome;
    await delay(RETRY_MS);
  }
}
