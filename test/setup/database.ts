import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../src/store/embedded/startEmbedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The throw-away server of this run; every test file takes a database of its own on it. */
    mongoUri: string;
  }
}

/** One real, throw-away replica set for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await startEmbedded({ throwaway: true });
  project.provide('mongoUri', database.uri);
  return database.stop;
}
