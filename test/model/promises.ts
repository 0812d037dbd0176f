/** What holds after every step, whatever happened. */
import { allocationsOf } from '../../src/domain/policy/policySegment.ts';
import { cancellationOf } from '../../src/domain/policy/refund.ts';
import { isCalledOn } from '../../src/domain/pool/ladder.ts';
import { lockedCapital } from '../../src/domain/pool/locked.ts';
import { addResults, NO_RESULTS, resultOf } from '../../src/domain/pool/results.ts';
import { assetsForShares } from '../../src/domain/pool/shares.ts';
import { isRefusal } from '../../src/domain/shared/refusals.ts';
import { minimum, mulDivUp } from '../../src/domain/shared/rounding.ts';
import { auditLedger } from '../../src/market/audit/auditLedger.ts';
import {
  availableOf,
  balanceId,
  capitalOf,
  mayBeNegative,
  unearnedOf,
} from '../../src/market/ledger/accounts.ts';
import { shareBookOf } from '../../src/market/pool/poolBooks.ts';
import { statementOf } from '../../src/market/queries/statement.ts';
import { decodeDocument } from '../../src/store/codec.ts';
import type { StateCollection, StateDocuments } from '../../src/store/collections.ts';
import {
  claimsAreNeverOverpaid,
  committersLoseWhatWasUsed,
  promisesAreKeptBeforeHaircuts,
  repaidTo,
  stakersTakeNoMoreThanTheIncome,
} from './backstopPromises.ts';
import { heldMoneyIsThatOfOrders, tradedBy } from './orderPromises.ts';
import { DISTRIBUTOR, type World } from './world.ts';

type Books = {
  [Name in
    | 'balances'
    | 'pools'
    | 'positions'
    | 'payouts'
    | 'policies'
    | 'orders'
    | 'trades'
    | 'vaults'
    | 'recoveryClaims'
    | 'reserves'
    | 'commitments'
    | 'lossEvents']: StateDocuments[Name][];
};

async function readBooks(world: World): Promise<Books> {
  const read = async <Name extends StateCollection>(name: Name): Promise<StateDocuments[Name][]> => {
    const found = await world.place.database.collection(name).find().toArray();
    return found.map((document) => decodeDocument<StateDocuments[Name]>(document));
  };
  const [balances, pools, positions, payouts, policies, orders, trades] = await Promise.all([
    read('balances'),
    read('pools'),
    read('positions'),
    read('payouts'),
    read('policies'),
    read('orders'),
    read('trades'),
  ] as const);
  const [vaults, recoveryClaims, reserves, commitments, lossEvents] = await Promise.all([
    read('vaults'),
    read('recoveryClaims'),
    read('reserves'),
    read('commitments'),
    read('lossEvents'),
  ] as const);
  const sold = { payouts, policies, orders, trades };
  const behind = { vaults, recoveryClaims, reserves, commitments, lossEvents };
  return { balances, pools, positions, ...sold, ...behind };
}

const sum = <Row>(rows: readonly Row[], amountOf: (row: Row) => bigint): bigint =>
  rows.reduce((total, row) => total + amountOf(row), 0n);

/** By how much the nearest promise was kept, in units of the asset. */
export interface Slack {
  /** What the pools' holders could still have been given of their yield. */
  yield: bigint;
  /** Capital of a pool beyond what its cover locks; below 0 only after a loss. */
  locked: bigint;
}

/** Throws with the first promise that is broken; answers how near the others were. */
export async function expectPromises(world: World): Promise<Slack> {
  const { differences } = await auditLedger(world.place.database);
  if (differences.length > 0) throw new Error(`the audit found ${JSON.stringify(differences, null, 1)}`);
  const books = await readBooks(world);
  balancesSumToZero(books);
  poolsStandOnTheLadder(world, books);
  heldMoneyIsThatOfOrders(world, books);
  everybodyHasWhatIsTheirs(world, books);
  premiumsAreThoseOfPolicies(world, books);
  const yieldSlack = nobodyTakesMoreThanTheYield(world, books);
  nobodyIsToldMoreThanCame(world, books);
  stakersTakeNoMoreThanTheIncome(books);
  claimsAreNeverOverpaid(books);
  committersLoseWhatWasUsed(world, books);
  promisesAreKeptBeforeHaircuts(books);
  await statementsTieToTheBalances(world, books);
  return { yield: yieldSlack, locked: lockedSlack(books) };
}

function lockedSlack({ balances, pools }: Books): bigint {
  return pools
    .map((pool) => {
      const id = balanceId(capitalOf(pool._id), pool.assetId);
      return (balances.find(({ _id }) => _id === id)?.amount ?? 0n) - lockedCapital(pool);
    })
    .reduce(minimum);
}

function balancesSumToZero({ balances }: Books): void {
  const total = sum(balances, ({ amount }) => amount);
  if (total !== 0n) throw new Error(`all balances sum to ${total}`);
  const negative = balances.find(({ account, amount }) => amount < 0n && !mayBeNegative(account));
  if (negative !== undefined) throw new Error(`${negative._id} holds ${negative.amount}`);
}

/** What the model has seen people spend, and what they were paid, is what they have. */
function everybodyHasWhatIsTheirs(
  { people, tally, assetId }: World,
  { balances, positions, payouts, policies, orders, trades, recoveryClaims }: Books,
): void {
  for (const { id } of people) {
    const left = policies.filter(({ accountId, end }) => accountId === id && end === 'CANCELLED');
    const refunds = sum(left, ({ pending }) => pending?.refund ?? 0n);
    const own = <Row extends { accountId: string }>(rows: readonly Row[]) =>
      rows.filter(({ accountId }) => accountId === id);
    // Exits and what run-off has paid: the audit has compared both.
    const out = sum(own(positions), ({ withdrawn }) => withdrawn);
    const paid = sum(own(payouts), (payout) => payout.paid) + repaidTo(id, { recoveryClaims });
    const traded = tradedBy(id, { orders, trades });
    const commissions = id === DISTRIBUTOR.person.id ? commissionEarned({ balances, policies }) : 0n;
    const expected = out + paid + refunds + traded + commissions - (tally.spent.get(id) ?? 0n);
    const held = balances.find(({ _id }) => _id === balanceId(availableOf(id), assetId))?.amount ?? 0n;
    if (held !== expected) throw new Error(`${id} has ${held} instead of ${expected}`);
  }
}

/** What was sold as commission, less what is not earned yet and what went back with cancelled cover. */
function commissionEarned({ balances, policies }: Pick<Books, 'balances' | 'policies'>): bigint {
  const sold = policies.flatMap(({ end, pending, segments }) =>
    segments.flatMap(({ commission }) => (commission === null ? [] : [{ end, pending, commission }])),
  );
  const unearned = balances.filter(({ account }) => /^com_.*\/unearned$/.test(account));
  const returned = sold.filter(({ end }) => end === 'CANCELLED');
  return (
    sum(sold, ({ commission }) => commission.premium) -
    sum(unearned, ({ amount }) => amount) -
    sum(returned, ({ pending, commission }) => {
      const { refund, fee } = cancellationOf(commission.earning, pending?.madeAt ?? 0);
      return refund + fee;
    })
  );
}

/** What buyers and holders have paid into a pool is what its policies say they cost, however they were cut since. */
function premiumsAreThoseOfPolicies({ tally }: World, { pools, policies }: Books): void {
  const told = new Map<string, bigint>();
  for (const { poolId, premium } of policies.flatMap(({ segments }) => allocationsOf(segments)))
    told.set(poolId, (told.get(poolId) ?? 0n) + premium);
  for (const { _id } of pools) {
    const [paid, cost] = [tally.premiums.get(_id) ?? 0n, told.get(_id) ?? 0n];
    if (paid !== cost) throw new Error(`${_id} was paid ${paid} for policies that cost ${cost}`);
  }
}

/** Out of a pool comes what was put in and what it earned: four fifths of the premium, and never more for anybody. */
function nobodyTakesMoreThanTheYield(
  { tally }: World,
  { balances, pools, positions, policies, trades }: Books,
): bigint {
  let slack: bigint | null = null;
  const held = (id: string) => balances.find(({ _id }) => _id === id)?.amount ?? 0n;
  for (const pool of pools) {
    const premiums = (tally.premiums.get(pool._id) ?? 0n) - givenBack(policies, pool._id);
    const earned = premiums - held(balanceId(unearnedOf(pool._id), pool.assetId));
    // What their own fund gave from above its buffer is theirs as well.
    const yielded = mulDivUp(earned, 4n, 5n) + pool.results.amounts.reserveIncome;
    const book = shareBookOf(pool, held(balanceId(capitalOf(pool._id), pool.assetId)));
    const profits = positions
      .filter(({ poolId }) => poolId === pool._id)
      .map(({ _id, shares, withdrawn, deposited, results }) => {
        if (deposited !== (tally.deposited.get(_id) ?? 0n))
          throw new Error(`${_id} has deposited ${deposited}`);
        const made = withdrawn + assetsForShares(shares, book) - deposited;
        return { made, own: made - results.received };
      });
    // Each round of run-off may round a unit, and a share, towards who comes next.
    const rounded = pool.runOff === null ? 0n : 2n * BigInt(pool.runOff.rounds + 1);
    if (sum(profits, ({ made }) => made) > yielded)
      throw new Error(`${pool._id} has yielded ${yielded}, and its positions have made more`);
    // So may each of the values at which shares have changed hands.
    const handed = BigInt(trades.filter(({ poolId }) => poolId === pool._id).length);
    for (const { own } of profits) {
      const left = yielded + rounded + handed - own;
      if (left < 0n) throw new Error(`somebody in ${pool._id} has made ${own} of a yield of ${yielded}`);
      slack = slack === null ? left : minimum(slack, left);
    }
  }
  return slack ?? 0n;
}

/**
 * A call stands exactly while a pool is called on; its clock runs exactly while it can be answered; run-off is for
 * good.
 */
function poolsStandOnTheLadder({ ended, oldShares }: World, { pools }: Books): void {
  for (const { _id, status, topUpCall, products, runOff, shares } of pools) {
    const before = ended.get(_id);
    if (before !== undefined && status !== before && status !== 'WIPED')
      throw new Error(`${_id} was ${before} and is ${status}`);
    if (status === 'RUN_OFF' || status === 'WIPED') ended.set(_id, status);
    if (status === 'WIPED' && shares !== (oldShares.get(_id) ?? shares))
      throw new Error(`${_id} was wiped with ${oldShares.get(_id)} shares and has ${shares}`);
    if (status === 'WIPED') oldShares.set(_id, shares);
    const paysShares = status === 'RUN_OFF' || status === 'WIPED';
    if (isCalledOn(status) !== (topUpCall !== null) || (paysShares && runOff === null))
      throw new Error(`${_id} is ${status} with the call ${JSON.stringify(topUpCall)}`);
    if (topUpCall === null || topUpCall.secondsLeft === null) continue;
    const isFrozen = products.some(({ frozenSince }) => frozenSince !== null);
    if (isFrozen !== (topUpCall.runningSince === null))
      throw new Error(`${_id} is ${isFrozen ? '' : 'not '}frozen: ${JSON.stringify(topUpCall)}`);
  }
}

/** What the journal brought to a pool and took from it (the audit has compared that) is at least what is told. */
function nobodyIsToldMoreThanCame({ done }: World, { pools, positions }: Books): void {
  for (const { _id: poolId, results, runOff } of pools) {
    // Until all are paid of a round, some still have shares that are gone already.
    if (runOff?.round?.payout) continue;
    const own = positions.filter((position) => position.poolId === poolId);
    const told = own
      .map(({ shares, results: { settled, settledTo } }) =>
        addResults(settled, resultOf(shares, settledTo, results.perShare)),
      )
      .reduce(addResults, NO_RESULTS);
    const { premium, losses } = results.amounts;
    if (told.premium > premium) throw new Error(`${poolId} earned ${premium} and tells of ${told.premium}`);
    // What takers of an auction gained is a loss of each share, and none of the pool.
    const received = sum(own, ({ results }) => results.received);
    const gained = received > 0n ? received : 0n;
    // A loss is rounded up for whom it is told, each time that shares change.
    if (told.losses > losses + gained + BigInt(done.length))
      throw new Error(`${poolId} lost ${losses} and tells of ${told.losses}`);
  }
}

/** Refunds and their fees, which no pool has earned. */
function givenBack(policies: Books['policies'], poolId: string): bigint {
  const parts = policies
    .filter(({ end }) => end === 'CANCELLED')
    .flatMap(({ pending, segments }) =>
      allocationsOf(segments)
        .filter((allocation) => allocation.poolId === poolId)
        .map(({ earning }) => cancellationOf(earning, pending?.madeAt ?? 0)),
    );
  return sum(parts, ({ refund, fee }) => refund + fee);
}

/** Every unit that a person has got or given since the last look is a line of a statement, and each follows the last. */
async function statementsTieToTheBalances(
  { place, people, assetId, stated }: World,
  books: Books,
): Promise<void> {
  const { now } = place.clock;
  for (const { id } of people) {
    const last = stated.get(id) ?? { at: 0, balance: 0n };
    const own = books.balances.filter((row) => row.account.startsWith(`${id}/`) && row.assetId === assetId);
    const held = sum(own, ({ amount }) => amount);
    const since = await statementOf(place.database, id, last.at, now + 1);
    // A long history is stated in parts: this one is left out, and the next begins now.
    const statement = isRefusal(since) ? await statementOf(place.database, id, now, now + 1) : since;
    if (isRefusal(statement)) continue;
    const lines = statement.lines.filter((line) => line.assetId === assetId);
    const ends = { opening: 0n, closing: 0n, ...statement.balances.find((row) => row.assetId === assetId) };
    const moved = sum(lines, (line) => line.available + line.held);
    const opening = isRefusal(since) ? ends.opening : last.balance;
    if (ends.opening !== opening || ends.closing !== held || opening + moved !== held)
      throw new Error(
        `the statement of ${id} goes from ${ends.opening} by ${moved} to ${ends.closing}, not from ${opening} to ${held}`,
      );
    const latest = lines.filter((line) => line.time === now);
    stated.set(id, { at: now, balance: held - sum(latest, (line) => line.available + line.held) });
  }
}
