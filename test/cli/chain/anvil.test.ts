import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { startAnvil } from '../../../src/cli/chain/anvil.ts';
import { connectChain, localAddress, makeBlock } from '../../../src/cli/chain/client.ts';
import { LOCAL_ACCOUNTS } from '../../../src/cli/chain/phrase.ts';

const GENESIS = 1_678_000_000;

/** Asked on its port: an ended process may keep its id until somebody collects it. */
async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function startHolder(mode: 'hold' | 'exit' | 'idle'): Promise<{ holder: ChildProcess; url: string }> {
  const script = fileURLToPath(new URL('./anvilHolder.ts', import.meta.url));
  const holder = spawn(process.execPath, ['--import', 'tsx', script, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(holder.stdout as NodeJS.ReadableStream, 'data');
  return { holder, url: String(line).trim() };
}

describe('a chain of our own', () => {
  test('listens on this machine only, with the chain, the time and the accounts asked for', async () => {
    const anvil = await startAnvil({ chainId: 1_337, genesisTime: GENESIS });
    const client = connectChain(anvil.url);
    expect(anvil.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await client.getChainId()).toBe(1_337);
    expect((await client.getBlock()).timestamp).toBe(BigInt(GENESIS));
    const last = localAddress(LOCAL_ACCOUNTS - 1);
    expect(await client.getBalance({ address: last })).toBeGreaterThan(0n);
    await anvil.close();
  });

  test('makes blocks on demand only, the third newest of which is final', async () => {
    const anvil = await startAnvil({ genesisTime: GENESIS });
    const client = connectChain(anvil.url);
    await makeBlock(client, { at: GENESIS + 3_600 });
    const [latest, final] = await Promise.all([
      client.getBlock(),
      client.getBlock({ blockTag: 'finalized' }),
    ]);
    expect([latest.number, latest.timestamp]).toEqual([3n, BigInt(GENESIS + 3_602)]);
    expect([final.number, final.timestamp]).toEqual([1n, BigInt(GENESIS + 3_600)]);
    await anvil.close();
  });

  test('ends when it is closed, and closing twice is harmless', async () => {
    const anvil = await startAnvil();
    await anvil.close();
    await anvil.close();
    expect(await isListening(anvil.url)).toBe(false);
  });

  test.each(['exit', 'idle'] as const)(
    'ends when its process ends by itself without closing it (%s)',
    async (mode) => {
      const { holder, url } = await startHolder(mode);
      if (holder.exitCode === null) await once(holder, 'exit');
      expect(holder.exitCode).toBe(0);
      await vi.waitFor(async () => expect(await isListening(url)).toBe(false), 10_000);
    },
  );

  test('ends when its process is killed outright', async () => {
    const { holder, url } = await startHolder('hold');
    expect(await isListening(url)).toBe(true);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await vi.waitFor(async () => expect(await isListening(url)).toBe(false), 10_000);
  });

  test('says why it did not start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(startAnvil({ port })).rejects.toThrow(/did not start.*(in use|ended)/is);
    server.close();
  });
});
