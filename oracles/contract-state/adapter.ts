/** Contract state: whether a contract still has what it owes, as one level. See README.md here. */
import { type Advance, advanceConditions, EMPTY_CONDITIONS } from '../../src/domain/condition/advance.ts';
import type { StateLook } from '../../src/domain/condition/look.ts';
import { defineFamily, type Source, type SourceContext } from '../adapter.ts';
import { openSampler } from '../evm/sampler.ts';
import { checkToken, checkVault } from '../evm/tokens.ts';
import { type ContractStateConfig, contractStateConfig } from './config.ts';
import { lookAtState } from './look.ts';
import { conditionMemory } from './memory.ts';

/** Levels are WAD. */
const LEVEL_DECIMALS = 18;

export const contractState = defineFamily({
  name: 'contract-state',
  yields: 'OBSERVATIONS',
  config: contractStateConfig,
  open: openContract,
});

function openContract(config: ContractStateConfig, context: SourceContext): Source {
  const { contract, asset, token = contract, isVault } = config;
  return openSampler({
    config,
    context,
    memory: conditionMemory,
    start: EMPTY_CONDITIONS,
    async check(client) {
      await Promise.all([checkToken(client, asset), checkToken(client, token)]);
      if (isVault) await checkVault(client, contract, asset);
    },
    look: (client, block) => lookAtState(client, config, block),
    tell(look, _block, memory) {
      const step = advanceConditions(memory, look);
      const { level } = step;
      const told =
        level === null ? null : { value: level, decimals: LEVEL_DECIMALS, facts: factsOf(look, step) };
      return { told, memory: step.memory };
    },
  });
}

/** The figures behind the level; what could not be read is left out. */
function factsOf(look: StateLook, { memory, maximum, signs }: Advance): Record<string, string> {
  const { standing } = memory;
  const facts: Record<string, string | number | bigint | boolean | null> = {
    price: look.price,
    maximumPrice: maximum,
    assets: look.assets,
    liabilities: look.liabilities,
    supply: look.supply,
    paused: look.paused,
    owner: look.owner,
    implementation: look.implementation,
    conditions: standing.map(({ condition }) => condition).join(' '),
    since: standing.length === 0 ? null : Math.min(...standing.map(({ since }) => since)),
    signs: signs.join(' '),
  };
  const known = Object.entries(facts).filter(([, fact]) => fact !== null && fact !== '');
  return Object.fromEntries(known.map(([name, fact]) => [name, String(fact)]));
}
