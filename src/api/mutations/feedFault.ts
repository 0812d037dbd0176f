/** What the families of a feed's sources say of their configurations: looked at before a command is sent. */
import { type Problem, type Refusal, refuse } from '../../domain/shared/refusals.ts';
import type { FeedFamilies } from '../ports.ts';

interface Source {
  family: string;
  config: Record<string, unknown>;
  operators: readonly string[];
}

/** Characters of a key that is in use that are shown. */
const SHOWN = 10;

/** CONFIG_INVALID with every problem, KEY_IN_USE for a key of two operators, or null. */
export function feedFault(sources: readonly Source[], families: FeedFamilies): Refusal | null {
  const problems = sources.flatMap((source, index) => problemsOf(source, `sources.${index}`, families));
  if (problems.length > 0) return refuse('CONFIG_INVALID', { problems });
  const holders = new Map<string, string>();
  for (const [index, { family, config }] of sources.entries()) {
    for (const { operator, key } of families(family)?.signers(config) ?? []) {
      const holder = holders.get(key) ?? operator;
      if (holder !== operator) {
        return refuse('KEY_IN_USE', { prefix: key.slice(0, SHOWN) }, `sources.${index}.config`);
      }
      holders.set(key, operator);
    }
  }
  return null;
}

function problemsOf(
  { family: name, config, operators }: Source,
  path: string,
  families: FeedFamilies,
): Problem[] {
  const family = families(name);
  if (family === null) return [{ path: `${path}.family`, message: `There is no feed family ${name}.` }];
  const problems = family.problems(config).map(({ path: inner, message }) => ({
    path: inner === '' ? `${path}.config` : `${path}.config.${inner}`,
    message,
  }));
  if (problems.length > 0 || family.push === null) return problems;
  const signers = new Set(family.signers(config).map(({ operator }) => operator));
  const keyless = operators.filter((operator) => !signers.has(operator));
  return keyless.map((operator) => ({ path: `${path}.operators`, message: `${operator} has no key.` }));
}
