/** The price histories that scenarios are played from, read when they are first asked for. */
import type { QueryDependencies } from '../queries/dependencies.ts';
import type { ScenarioName } from '../queries/views.ts';
import type { Histories } from './playStress.ts';

const NAMES: readonly ScenarioName[] = ['USDC_MARCH_2023', 'UST_MAY_2022'];

/** Reads them once, together with what rules made of them so far. */
export function readHistories(scenarios: QueryDependencies['scenarios']): () => Promise<Histories> {
  let read: Promise<Histories> | null = null;
  return () => {
    read ??= readAll(scenarios).catch((error: unknown) => {
      read = null;
      throw error;
    });
    return read;
  };
}

async function readAll(scenarios: QueryDependencies['scenarios']): Promise<Histories> {
  const all = await Promise.all(NAMES.map(async (name) => ({ name, readings: await scenarios(name) })));
  return { all, played: new Map() };
}
