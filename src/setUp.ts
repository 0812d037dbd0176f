/** Who may do what, as it is configured: set up at the first start, and from then on as governors decide. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { START_RETRY_MS, START_TRIES_MAX } from './domain/shared/limits.ts';
import type { Outcome, Principal, Submission } from './market/command.ts';
import type { Market } from './market/market.ts';
import type { Role } from './store/documents/parties.ts';

const REGISTRAR: Principal = { id: 'system:service', roles: [], system: true };

/** Repeated at every start, it changes nothing that stands. */
export async function setUp(config: Config, market: Market, log: Logger): Promise<void> {
  await grantRoles(config, market, log);
  await openGovernance(config, market);
}

/** Registers wallets with roles. */
export function registrar(market: Market) {
  return async (address: string, roles: Role[]): Promise<string> => {
    const outcome = await register(market, address, roles);
    if (outcome.kind === 'DONE') return outcome.answer.accountId as string;
    throw failure(address, outcome);
  };
}

const register = (market: Market, address: string, roles: Role[]): Promise<Outcome> =>
  submitPatiently(market, {
    ...{ command: 'registerAccount', input: { address, roles } },
    ...{ principal: REGISTRAR, idempotencyKey: null },
  });

const failure = (address: string, { kind }: Outcome): Error =>
  new Error(`the account of ${address} could not be registered: ${kind}`);

/** Gives the configured wallets their roles. Where several govern, one that is new needs their proposal. */
async function grantRoles(
  { owners, cashiers, guardians, governors }: Config,
  market: Market,
  log: Logger,
): Promise<void> {
  const wanted: [Role, readonly string[]][] = [
    ['OWNER', owners],
    ['CASHIER', cashiers],
    ['GUARDIAN', guardians],
    ['GOVERNOR', governors],
  ];
  for (const [role, address] of wanted.flatMap(([of, all]) => all.map((one) => [of, one] as const))) {
    const outcome = await register(market, address, [role]);
    if (outcome.kind === 'REFUSED' && outcome.refusal.code === 'APPROVALS_MISSING')
      log.warn({ address, role }, 'a configured role is not granted: several govern, so propose grantRole');
    else if (outcome.kind !== 'DONE') throw failure(address, outcome);
  }
}

/** Sets up who governs, at the first start; what was set up stays, whatever is configured later. */
async function openGovernance({ governance }: Config, market: Market): Promise<void> {
  if (governance.approvalsNeeded === 1 && governance.timelockSeconds === 0) return;
  const submission = {
    ...{ command: 'openGovernance', input: governance, principal: REGISTRAR, idempotencyKey: null },
  };
  const outcome = await submitPatiently(market, submission);
  if (outcome.kind !== 'DONE') throw new Error(`who governs could not be set up: ${outcome.kind}`);
}

/** Of processes that start together one holds the head, and the others cannot reach it at once. */
async function submitPatiently(market: Market, submission: Submission): Promise<Outcome> {
  let outcome = await market.submit(submission);
  for (let tries = 1; isRetryable(outcome) && tries < START_TRIES_MAX; tries += 1) {
    await sleep(START_RETRY_MS);
    outcome = await market.submit(submission);
  }
  return outcome;
}

function isRetryable(outcome: Outcome): boolean {
  return outcome.kind === 'FAILED' && outcome.failure.code === 'RETRY_LATER';
}
