/** The machine that figures come from, without its name. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import mongoose from 'mongoose';

export interface Machine {
  cores: number;
  cpu: string;
  memoryGibibytes: number;
  node: string;
  mongod: string;
}

/** Looks at the machine and asks the database server for its version. */
export async function machineOf(uri: string): Promise<Machine> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    const info = await connection.db?.admin().buildInfo();
    return {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      memoryGibibytes: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
      mongod: String(info?.version),
    };
  } finally {
    await connection.close();
  }
}
