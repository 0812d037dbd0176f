/** A real replica set of three on this machine, of which members can be killed. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { findMongod } from '../../src/store/embedded/findMongod.ts';
import { freePort, LOOPBACK } from '../../src/store/embedded/freePort.ts';
import { launchMongod } from '../../src/store/embedded/mongodProcess.ts';
import { dataFolder } from '../../src/store/embedded/owner.ts';
import { directClient, REPLICA_SET_NAME } from '../../src/store/embedded/replicaSet.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const START_MS_MAX = 30_000;
const LOOK_AGAIN_MS = 20;
/** Elections begin soon after a member is missed: the server waits ten seconds by itself. */
const ELECTION_MS = 1_000;

export interface ReplicaSet {
  uri: string;
  /** Kills the member that takes writes. */
  killPrimary(): Promise<void>;
}

export async function startReplicaSet(): Promise<ReplicaSet> {
  const binary = (await findMongod()).path;
  const members = new Map<number, ChildProcess>();
  onTestFinished(() => {
    for (const child of members.values()) child.kill('SIGKILL');
  });
  for (let member = 0; member < 3; member += 1) {
    const folder = join(await temporaryFolder(), `member-${member}`);
    await mkdir(dataFolder(folder), { recursive: true });
    const port = await freePort();
    const settings = { binary, folder, port, throwaway: true, transactionLifetimeLimitSeconds: 5 };
    const launched = await launchMongod(settings, performance.now() + START_MS_MAX);
    if (launched.outcome !== 'up') throw new Error(`a member did not start: ${launched.outcome}`);
    await launched.client.close();
    members.set(port, launched.child);
  }
  const ports = [...members.keys()];
  const first = directClient(ports[0] as number);
  const hosts = ports.map((port, _id) => ({ _id, host: `${LOOPBACK}:${port}` }));
  const settings = { electionTimeoutMillis: ELECTION_MS, heartbeatIntervalMillis: 200 };
  const config = { _id: REPLICA_SET_NAME, members: hosts, settings };
  await first.db('admin').command({ replSetInitiate: config });
  await first.close();
  await findPrimary(ports);
  return {
    uri: `mongodb://${hosts.map(({ host }) => host).join(',')}/bulwark?replicaSet=${REPLICA_SET_NAME}`,
    async killPrimary() {
      const port = await findPrimary([...members.keys()]);
      const child = members.get(port) as ChildProcess;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      members.delete(port);
    },
  };
}

async function findPrimary(ports: readonly number[]): Promise<number> {
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    for (const port of ports) {
      const client = directClient(port);
      const hello = await client
        .db('admin')
        .command({ hello: 1 })
        .catch(() => null);
      await client.close();
      if (hello?.isWritablePrimary === true) return port;
    }
    await delay(LOOK_AGAIN_MS);
  }
  throw new Error('no member takes writes');
}
