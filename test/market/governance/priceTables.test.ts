/** The tables of the price are changed by proposal, and never so that a riskier score is cheaper. */
import { expect, test } from 'vitest';
import { hazardAt } from '../../../src/domain/pricing/hazard.ts';
import type { Context } from '../../../src/market/command.ts';
import { applyChanges } from '../../../src/market/governance/applyChanges.ts';
import { GOVERNANCE_ID } from '../../../src/market/parameters.ts';
import { openDraft } from '../../../src/market/sequencer/draft.ts';
import { WorkingSet } from '../../../src/market/sequencer/world.ts';

const AT = 1_700_000_000;
const OWNER_ID = 'acc_1';
const percent = (tenths: bigint) => tenths * 10n ** 15n;

/** Makes the changes of one proposal where these values are in force. */
function proposeOn(values: Record<string, bigint>, asked: Readonly<Record<string, bigint>>) {
  const world = new WorkingSet();
  world.load('governance', GOVERNANCE_ID, { _id: GOVERNANCE_ID, version: 1, parameterVersion: 4, values });
  world.load('accounts', OWNER_ID, {
    ...{ _id: OWNER_ID, version: 1, address: '0x1', roles: ['OWNER'], createdAt: AT },
  });
  world.putRange('roleHolders', { role: 'OWNER' }, [OWNER_ID]);
  world.putRange('roleHolders', { role: 'GOVERNOR' }, []);
  const draft = openDraft(world, AT);
  const changes = Object.entries(asked).map(([name, value]) => ({
    ...{ kind: 'setParameter', input: { name, value } },
  }));
  const context = { principal: { id: OWNER_ID, roles: ['OWNER'], system: false }, at: AT, id: () => 'prp_1' };
  const made = applyChanges(draft, changes, context as unknown as Context, {
    ...{ proposalId: 'prp_1', reason: 'More was learnt' },
  });
  return { made, hazards: draft.parameters.hazards };
}

/** Two neighbours that earlier proposals have brought within a step of each other. */
const near = {
  depegHazard20Wad: percent(8n),
  depegHazard40Wad: percent(24n),
  depegHazard60Wad: percent(28n),
};

test('a curve of depth on which a lower price would be likelier is refused', () => {
  // A quarter at once: 8 to 10 % is within reach, and above what 0.80 stands at.
  expect(proposeOn({ depth80Wad: percent(90n) }, { depth50Wad: percent(100n) }).made).toMatchObject({
    ...{ refused: true, code: 'CONFIG_INVALID', path: 'changes' },
    data: { problems: [{ message: 'The DEPTH table would fall from one of its points to the next.' }] },
  });
});

test('a table that would fall is refused, and one that ends as high as its neighbour is not', () => {
  expect(proposeOn(near, { depegHazard40Wad: percent(29n) }).made).toMatchObject({
    ...{ refused: true, code: 'CONFIG_INVALID', path: 'changes' },
    data: {
      problems: [{ message: 'The DEPEG table would fall from one of its points to the next.' }],
    },
  });
  const { made, hazards } = proposeOn(near, { depegHazard40Wad: percent(28n) });
  expect(made.refused).toBe(false);
  expect(hazardAt(hazards.DEPEG, 50)).toBe(percent(28n));
});

test('points that pass each other do so in one proposal, whichever is named first', () => {
  const [low, high] = [{ depegHazard40Wad: percent(29n) }, { depegHazard60Wad: percent(33n) }];
  for (const asked of [
    { ...low, ...high },
    { ...high, ...low },
  ]) {
    const { made, hazards } = proposeOn(near, asked);
    expect(made.refused).toBe(false);
    expect(hazardAt(hazards.DEPEG, 40)).toBe(percent(29n));
  }
});
