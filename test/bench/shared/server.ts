/**
 * The database server of a benchmark: real, with a lasting folder, because a throw-away one commits in
 * another rhythm.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../../src/store/embedded/startEmbedded.ts';

export interface BenchServer {
  /** A connection string to a database of its own. */
  uri(database: string): string;
  stop(): Promise<void>;
}

/** Starts a server in a new folder, which is deleted when it stops. */
export async function startServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bulwark-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const server = await startEmbedded({ folder }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    uri(database) {
      const uri = new URL(server.uri);
      uri.pathname = `/${database}`;
      return uri.href;
    },
    async stop() {
      await server.stop();
      await remove();
    },
  };
}
