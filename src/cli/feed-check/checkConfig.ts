/** Whether the configuration of a family tells an integrator what each of its fields means. */
import type { FeedFamily } from '../../../oracles/adapter.ts';
import { broken, type Finding, kept } from './finding.ts';

/** No family has a field of this name. */
const UNKNOWN_FIELD = 'aFieldThatNobodyHas';

export function checkConfig(family: FeedFamily): Finding[] {
  return [described(family), strict(family)];
}

function described(family: FeedFamily): Finding {
  const promise = 'describes every field of its configuration';
  const fields = family.fields();
  const silent = fields.filter(({ description }) => description === null).map(({ path }) => path);
  if (fields.length > 0 && silent.length === 0) {
    return kept(promise, fields.map(({ path, required }) => (required ? path : `${path}?`)).join(', '));
  }
  return broken(promise, {
    expected: 'an object with .describe(…) on every field',
    actual: silent.length === 0 ? 'no fields' : `nothing about ${silent.join(', ')}`,
    mend: 'say in one sentence what the field means, in which unit',
  });
}

/** A field that is misspelt must not be passed over in silence. */
function strict(family: FeedFamily): Finding {
  const promise = 'refuses a configuration that is no object, or has a field that it does not know';
  const mend = 'use z.strictObject for the configuration';
  const expected = 'problems';
  for (const config of [null, 'text', []]) {
    if (family.problems(config).length > 0) continue;
    return broken(promise, { expected, actual: `${JSON.stringify(config)} is taken`, mend });
  }
  const named = family
    .problems({ [UNKNOWN_FIELD]: 1 })
    .some(({ message }) => message.includes(UNKNOWN_FIELD));
  return named ? kept(promise) : broken(promise, { expected, actual: 'an unknown field is taken', mend });
}
