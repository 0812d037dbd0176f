/** What a proposal needs follows from what it would change. */
import { expect, test } from 'vitest';
import { proposalTerms } from '../../../src/market/governance/proposalTerms.ts';
import { GOVERNANCE_ID, parametersOf } from '../../../src/market/parameters.ts';

const governed = (values: Record<string, bigint>) =>
  parametersOf({ _id: GOVERNANCE_ID, version: 1, parameterVersion: 1, values });
const release = { kind: 'releaseTreasury' };
const other = { kind: 'setParameter' };

test('a single owner does everything at once, until it takes governors to release money', () => {
  const alone = governed({});
  expect(proposalTerms(alone, [release, other])).toEqual({
    approvals: 1,
    timelockSeconds: 0,
    isAtOnce: true,
  });
  const guarded = governed({ treasuryApprovalsNeeded: 3n });
  expect(proposalTerms(guarded, [other])).toMatchObject({ approvals: 1, isAtOnce: true });
  expect(proposalTerms(guarded, [release])).toMatchObject({ approvals: 3, isAtOnce: false });
  expect(proposalTerms(guarded, [other, release])).toMatchObject({ approvals: 3, isAtOnce: false });
});

test('several wait for the timelock, but not with releases alone', () => {
  const several = governed({ approvalsNeeded: 2n, timelockSeconds: 172_800n, treasuryApprovalsNeeded: 3n });
  expect(proposalTerms(several, [other])).toEqual({
    approvals: 2,
    timelockSeconds: 172_800,
    isAtOnce: false,
  });
  expect(proposalTerms(several, [release, release])).toEqual({
    approvals: 3,
    timelockSeconds: 0,
    isAtOnce: false,
  });
  expect(proposalTerms(several, [release, other])).toMatchObject({ timelockSeconds: 172_800 });
});

test('the treasury never needs fewer than everything else', () => {
  const several = governed({ approvalsNeeded: 4n, timelockSeconds: 0n });
  expect(proposalTerms(several, [release]).approvals).toBe(4);
});
