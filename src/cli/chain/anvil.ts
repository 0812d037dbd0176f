/** A chain of our own: anvil, on this machine only, ended with the process that started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ANVIL_END_MS_MAX, ANVIL_START_MS_MAX, ANVIL_TEXT_LENGTH_MAX } from '../../domain/shared/limits.ts';
import type { UnixSeconds } from '../../domain/shared/units.ts';
import { LOCAL_ACCOUNTS, LOCAL_MNEMONIC } from './phrase.ts';

interface AnvilOptions {
  /** 0 or none: a free one. */
  readonly port?: number;
  readonly chainId?: number;
  /** Time of block 0; every later block is later. None: now. */
  readonly genesisTime?: UnixSeconds;
}

export interface Anvil {
  readonly url: string;
  readonly chainId: number;
  readonly pid: number;
  /** Ends it and waits until it has ended. */
  close(): Promise<void>;
}

/** The chain id that anvil has by itself. */
const DEFAULT_CHAIN_ID = 31_337;

/**
 * Starts anvil. Blocks are made on demand only, and the block two before the newest is final (one slot an
 * epoch). Throws when it does not listen in time, with what it said.
 * Example: `await startAnvil({ genesisTime: 1_678_000_000 })` → `{ url: 'http://127.0.0.1:40081', … }`.
 */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const { port = 0, chainId = DEFAULT_CHAIN_ID, genesisTime } = options;
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId)];
  flags.push('--mnemonic', LOCAL_MNEMONIC, '--accounts', String(LOCAL_ACCOUNTS));
  flags.push('--no-mining', '--slots-in-an-epoch', '1');
  if (genesisTime !== undefined) flags.push('--timestamp', String(genesisTime));
  // In a group of its own, so that Ctrl-C reaches the service first and it still has a chain to stop with.
  const anvil = spawn(findAnvilBinary(), flags, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const killNow = (): void => {
    anvil.kill('SIGKILL');
  };
  process.once('exit', killNow);
  const guard = guardAgainstOrphan(anvil);
  try {
    const address = await listeningAddress(anvil);
    releaseEventLoop(anvil);
    const close = async (): Promise<void> => {
      guard?.kill('SIGKILL');
      process.off('exit', killNow);
      await end(anvil);
    };
    return { url: `http://${address}`, chainId, pid: anvil.pid as number, close };
  } catch (error) {
    guard?.kill('SIGKILL');
    process.off('exit', killNow);
    anvil.kill('SIGKILL');
    throw error;
  }
}

/** The binary comes as a package per platform; its install script is not needed. */
function findAnvilBinary(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  const fromHere = createRequire(import.meta.url);
  const fromAnvil = createRequire(fromHere.resolve('@foundry-rs/anvil/package.json'));
  try {
    const folder = dirname(fromAnvil.resolve(`${name}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil');
  } catch {
    throw new Error(`The local chain needs the package ${name}: run npm ci with optional packages.`);
  }
}

async function listeningAddress(anvil: ChildProcess): Promise<string> {
  let output = '';
  let complaint = '';
  anvil.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-ANVIL_TEXT_LENGTH_MAX);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not listen in time.'), ANVIL_START_MS_MAX);
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`The local chain did not start: ${why} ${complaint}`.trim()));
    };
    anvil.once('error', (error) => fail(error.message));
    anvil.once('exit', (code) => fail(`it ended with code ${code}.`));
    anvil.stdout?.on('data', (chunk) => {
      output += chunk;
      const address = /Listening on (\S+)/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** It logs every call: what it says is thrown away, and neither it nor its pipes keep this process alive. */
function releaseEventLoop(anvil: ChildProcess): void {
  for (const stream of [anvil.stdout, anvil.stderr]) {
    stream?.removeAllListeners('data').resume();
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
  anvil.unref();
}

/**
 * A shell that waits for the end of a pipe from this process: when this process is killed outright, no
 * handler runs here, but the pipe closes and the shell ends anvil.
 */
function guardAgainstOrphan(anvil: ChildProcess): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const script = 'read -r line; kill -9 "$1"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(anvil.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  if (guard.stdin && 'unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
  // Anvil may end by itself; then there is nothing left to guard.
  anvil.once('exit', () => guard.kill('SIGKILL'));
  return guard;
}

async function end(anvil: ChildProcess): Promise<void> {
  if (anvil.exitCode !== null || anvil.signalCode !== null) return;
  const ended = once(anvil, 'exit');
  anvil.kill('SIGTERM');
  const timer = setTimeout(() => anvil.kill('SIGKILL'), ANVIL_END_MS_MAX);
  await ended;
  clearTimeout(timer);
}
