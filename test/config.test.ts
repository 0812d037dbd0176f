import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const SECRET = 'a'.repeat(32);
const GOOD = {
  BULWARK_PUBLIC_URL: 'https://bulwark.example',
  BULWARK_TOKEN_SECRET: SECRET,
  BULWARK_REFRESH_SECRET: SECRET,
  BULWARK_QUOTE_SECRET: SECRET,
  BULWARK_FORWARD_SECRET: SECRET,
};

function problemsOf(environment: Record<string, string>): Record<string, string> {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError)
      return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
  return {};
}

describe('the configuration', () => {
  test('is read with its defaults', () => {
    expect(readConfig(GOOD)).toMatchObject({
      database: { folder: '.bulwark/data' },
      port: 4000,
      sandbox: false,
      owners: [],
    });
  });

  test('lists every mistake at once, each with the name of its variable', () => {
    const problems = problemsOf({
      MONGODB_URI: 'postgres://x',
      BULWARK_PORT: '99999',
      BULWARK_TOKEN_SECRET: 'short',
      BULWARK_OWNERS: '0x12',
    });
    expect(Object.keys(problems).sort()).toEqual([
      'BULWARK_FORWARD_SECRET',
      'BULWARK_OWNERS',
      'BULWARK_PORT',
      'BULWARK_PUBLIC_URL',
      'BULWARK_QUOTE_SECRET',
      'BULWARK_REFRESH_SECRET',
      'BULWARK_TOKEN_SECRET',
      'MONGODB_URI',
    ]);
  });

  test('names a misspelt variable instead of ignoring it', () => {
    expect(problemsOf({ ...GOOD, BULWARK_PROT: '1' })).toHaveProperty('BULWARK_PROT');
  });

  test('asks for no more approvals than there are governors to give them', () => {
    const governors = [1, 2].map((digit) => `0x${`${digit}`.repeat(40)}`).join(',');
    expect(readConfig({ ...GOOD, BULWARK_APPROVALS: '2', BULWARK_GOVERNORS: governors }).governance).toEqual({
      approvalsNeeded: 2,
      timelockSeconds: 0,
    });
    const tooMany = { ...GOOD, BULWARK_APPROVALS: '3' };
    expect(problemsOf(tooMany)).toHaveProperty('BULWARK_APPROVALS');
    expect(problemsOf({ ...tooMany, BULWARK_GOVERNORS: governors })).toHaveProperty('BULWARK_APPROVALS');
  });

  test('cannot make a sandbox out of a production service', () => {
    expect(problemsOf({ ...GOOD, BULWARK_SANDBOX: 'true' })).toHaveProperty('BULWARK_SANDBOX');
  });
});
