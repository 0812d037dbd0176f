/** The guide for who governs, read from the first line to the last: with two wallets that sign, and time that passes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../../src/domain/shared/units.ts';
import { accountIdOf } from '../../../src/market/account/registerAccount.ts';
import { auditLedger } from '../../../src/market/audit/auditLedger.ts';
import type { Principal } from '../../../src/market/command.ts';
import { buy } from '../../support/depeg.ts';
import { person, type ReadyWorld, readyWorld, SYSTEM, UNIT } from '../../support/marketplace.ts';
import { registerTestVenue } from '../../support/venue.ts';
import { type OpenApi, openApi } from '../support/openApi.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/guides/governing.md'), 'utf8');
/** Everything that is run, in its order: what is sent, and what is typed. */
const steps = [...text.matchAll(/```(graphql|sh|js)\n([\s\S]*?)```/g)].map(([, kind = '', step = '']) => ({
  kind,
  step,
}));

const [ada, bob] = ['a', 'b'].map((digit) => privateKeyToAccount(`0x${digit.repeat(64)}`)) as [
  ReturnType<typeof privateKeyToAccount>,
  ReturnType<typeof privateKeyToAccount>,
];
const owner = person(1, ['OWNER']);
const guardian = person(9);

let api: OpenApi;
let world: ReadyWorld;
let venueId: string;
beforeAll(async () => {
  api = await openApi();
  world = await readyWorld(api.place);
  await api.place.must(SYSTEM, 'registerAccount', { address: guardian.address, roles: [] });
  await buy(api.place, world.buyers[1] as Principal, world.productId, 10_000n * UNIT, 60);
  const venue = await registerTestVenue(api.place, world.buyers[0] as Principal, world);
  ({ venueId } = venue);
});
afterAll(() => api.stop());

type Proposal = { id: string; typedData: object };
type Answer = Record<string, { proposal?: Proposal; errors?: unknown[] } | null>;

/** Who a step is signed in as, by its first line. */
function tokenOf(step: string): string | undefined {
  const [, role] = /^# signed in(?: as (?:a |the )?(\w+))?/.exec(step) ?? [null, undefined];
  if (!step.startsWith('# signed in')) return undefined;
  const wallets: Record<string, string> = {
    ...{ owner: owner.address, governor: ada.address, guardian: guardian.address },
  };
  const someone = (world.buyers[0] as Principal).id;
  return api.token(role === undefined ? someone : accountIdOf(wallets[role] ?? ''));
}

async function run(query: string, variables: object, token?: string): Promise<Answer> {
  const { body } = await api.send(query, { variables, ...(token === undefined ? {} : { token }) });
  expect(body.errors, query).toBeUndefined();
  for (const answer of Object.values(body.data as Answer)) {
    expect(answer, query).not.toBeNull();
    expect(answer?.errors ?? [], query).toEqual([]);
  }
  return body.data;
}

/** The lines of the guide themselves, as a program: what `account` signs of `proposal`. */
async function signedBy(lines: string, account: typeof ada, proposal: Proposal): Promise<string> {
  const program = `export const sign = async (account, proposal) => {${lines}\nreturn signature; };`;
  const module = await import(`data:text/javascript,${encodeURIComponent(program)}`);
  return module.sign(account, proposal);
}

const sentBy = (command: string): { query: string; variables?: object } =>
  JSON.parse(/--data '([\s\S]*)'/.exec(command)?.[1] ?? '');

test('every step works on the first reading', async () => {
  expect(steps.length).toBeGreaterThan(10);
  const until = () => new Date((api.place.clock.now + DAY_SECONDS) * 1_000).toISOString();
  let proposal: Proposal = { id: '', typedData: {} };
  let signLines = '';
  for (const { kind, step } of steps) {
    if (kind === 'js') signLines = step;
    if (kind === 'sh') await run(sentBy(step).query, sentBy(step).variables ?? {});
    if (kind !== 'graphql') continue;
    const known: Record<string, unknown> = {
      ...{ ada: ada.address, bob: bob.address, guardian: guardian.address, until: until() },
      ...{ poolId: world.poolId, productId: world.productId, venueId, proposalId: proposal.id },
      asOf: new Date(api.place.clock.now * 1_000).toISOString(),
    };
    // Each governor signs what is open, and whoever comes by sends it.
    const signatures = step.includes('$signature')
      ? await Promise.all([ada, bob].map((account) => signedBy(signLines, account, proposal)))
      : [undefined];
    if (step.includes('after the timelock')) api.place.clock.now += 48 * HOUR_SECONDS;
    for (const signature of signatures) {
      const named = [...step.matchAll(/\$(\w+):/g)].map(([, name = '']) => name);
      const variables = Object.fromEntries(named.map((name) => [name, { ...known, signature }[name]]));
      const { propose } = await run(step, variables, tokenOf(step));
      if (propose?.proposal !== undefined) proposal = propose.proposal;
    }
  }
});

test('and leaves what it says: two approvals, 48 hours, another order, a margin as before, a clean audit', async () => {
  const { body } = await api.send(
    '{ governance { isSingleOwner approvalsNeeded timelockSeconds layerOrder } }',
  );
  expect(body.data.governance).toEqual({
    ...{ isSingleOwner: false, approvalsNeeded: 2, timelockSeconds: 48 * HOUR_SECONDS },
    layerOrder: ['POOL_FUND', 'PLATFORM_SLICE', 'SHARED_FUND', 'VAULT'],
  });
  expect((await auditLedger(api.place.database)).differences).toEqual([]);
});
