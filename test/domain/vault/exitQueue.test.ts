import { describe, expect, test } from 'vitest';
import { breachAt, freezeAt, RUNNING_CLOCK, thawAt } from '../../../src/domain/pool/freezeClock.ts';
import { isMature, openExit } from '../../../src/domain/vault/exitQueue.ts';
import { type VaultStatus, vaultStatus } from '../../../src/domain/vault/status.ts';
import vectors from '../../vectors/vault/vault.json' with { type: 'json' };

const START = 1_700_000_000;
const { cooldownSeconds, entries } = vectors.exits;

function exitAt(at: number, clock = RUNNING_CLOCK) {
  const cooldown = openExit(0, clock, at);
  if (cooldown === null) throw new Error('the queue was full');
  return cooldown;
}

describe('an exit', () => {
  test('is mature after 21 days and not a second before', () => {
    const exit = exitAt(START);
    expect(isMature(exit, RUNNING_CLOCK, START + cooldownSeconds - 1)).toBe(false);
    expect(isMature(exit, RUNNING_CLOCK, START + cooldownSeconds)).toBe(true);
  });

  test('is one of at most 21 of a holder', () => {
    expect(openExit(entries - 1, RUNNING_CLOCK, START)).not.toBeNull();
    expect(openExit(entries, RUNNING_CLOCK, START)).toBeNull();
  });

  test('waits longer by what a breach has frozen, and is not paid in one', () => {
    const exit = exitAt(START);
    const breach = breachAt(freezeAt(RUNNING_CLOCK, START + 100), START + 100);
    expect(isMature(exit, breach, START + 10 * cooldownSeconds)).toBe(false);
    const clock = thawAt(breach, START + 400);
    expect(isMature(exit, clock, START + cooldownSeconds + 299)).toBe(false);
    expect(isMature(exit, clock, START + cooldownSeconds + 300)).toBe(true);
    expect(isMature(exitAt(START + 400, clock), clock, START + 400 + cooldownSeconds)).toBe(true);
  });

  test('that is mature stays so, but is not paid while another breach is open', () => {
    const exit = exitAt(START);
    const at = START + cooldownSeconds + 10;
    const breach = breachAt(freezeAt(RUNNING_CLOCK, at), at);
    expect(isMature(exit, breach, at + 5)).toBe(false);
    expect(isMature(exit, thawAt(breach, at + 5), at + 5)).toBe(true);
  });
});

describe('vaultStatus', () => {
  test.each(vectors.statuses.rows)('$queued of $shares in the queue after $before: $status', (row) => {
    const book = { assets: 1n, pending: 0n, shares: BigInt(row.shares), queuedShares: BigInt(row.queued) };
    expect(vaultStatus(book, row.before as VaultStatus)).toBe(row.status);
  });

  test('is wiped when a share has lost all but a millionth, and not while money is pending', () => {
    const book = { assets: 0n, pending: 0n, shares: 10n ** 12n, queuedShares: 0n };
    expect(vaultStatus(book, 'OPEN')).toBe('WIPED');
    expect(vaultStatus({ ...book, pending: 1n }, 'OPEN')).toBe('OPEN');
  });
});
