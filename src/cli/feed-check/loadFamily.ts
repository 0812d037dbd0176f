/** Finds a family by the name of its folder, also one that is not registered yet. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { quoted, UsageError } from '../shared/output.ts';
import { broken, errorText, type Finding, kept, notMade } from './finding.ts';

/** The folder that holds all families. */
const FAMILIES = join(import.meta.dirname, '../../../oracles');
/** The family to copy; nobody's feed names it. */
const TEMPLATE = 'template';

export interface LoadedFamily {
  readonly folder: string;
  /** Null when there is none that could be looked at; the findings say why. */
  readonly family: FeedFamily | null;
  readonly findings: readonly Finding[];
}

/** Loads `oracles/<name>/adapter.ts`. Throws UsageError when there is no such folder. */
export async function loadFamily(name: string): Promise<LoadedFamily> {
  const folder = join(FAMILIES, name);
  const isFolder =
    /^[a-z][a-z0-9-]*$/.test(name) && (await stat(join(folder, 'adapter.ts')).catch(() => null));
  if (!isFolder) throw new UsageError(`there is no oracles/NAME/adapter.ts for ${quoted(name)}`);
  const exported = await exportedBy(join(folder, 'adapter.ts'), name);
  if (exported.family === undefined) return { folder, family: null, findings: [exported.finding] };
  const { family, finding } = exported;
  return { folder, family, findings: [finding, await registered(name, family)] };
}

type Exported = { family: FeedFamily; finding: Finding } | { family?: undefined; finding: Finding };

async function exportedBy(file: string, name: string): Promise<Exported> {
  const promise = `oracles/${name}/adapter.ts exports the family "${name}"`;
  const expected = `one export made with defineFamily or definePushFamily, with name: '${name}'`;
  const mend = 'name the family as its folder is named; see oracles/template/adapter.ts';
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    return {
      finding: broken(promise, { expected, actual: errorText(error), mend: 'mend what does not load' }),
    };
  }
  const families = Object.values(module).filter(isFamily);
  const family = families.find((one) => one.name === name);
  if (family !== undefined) return { family, finding: kept(promise) };
  const names = families.map((one) => `"${one.name}"`).join(', ');
  return { finding: broken(promise, { expected, actual: names || 'no family', mend }) };
}

function isFamily(value: unknown): value is FeedFamily {
  return typeof value === 'object' && value !== null && 'yields' in value && 'problems' in value;
}

async function registered(name: string, family: FeedFamily): Promise<Finding> {
  const promise = 'stands in oracles/registry.ts, so that a feed can name it';
  if (name === TEMPLATE) return notMade(promise, 'it is there to be copied, not for a feed');
  const expected = `import { … } from './${name}/adapter.ts' and its name in FEED_FAMILIES`;
  try {
    const { findFamily } = await import('../../../oracles/registry.ts');
    if (findFamily(name) === family) return kept(promise);
  } catch (error) {
    return broken(promise, { expected, actual: errorText(error), mend: 'mend what does not load' });
  }
  const mend = 'add both to oracles/registry.ts; npm run format puts them in order';
  return broken(promise, { expected, actual: 'it is not there', mend });
}
