/**
 * A quote's file computed again by a program of its own: arithmetic from docs/mechanics.md, not a line of the
 * service. What it answers has the same shape as those parts of the file.
 */
import { type Depth, type Payout, severity } from './independentSeverity.ts';
import { type Point, tailsOf } from './independentTail.ts';

const WAD = 10n ** 18n;
const YEAR = 365n * 86_400n;
const floor = (numerator: bigint, denominator: bigint) =>
  numerator >= 0n ? numerator / denominator : -((-numerator + denominator - 1n) / denominator);
const ceil = (numerator: bigint, denominator: bigint) => -floor(-numerator, denominator);
const inOrder = (values: bigint[]) => [...values].sort((a, b) => (a < b ? -1 : 1));
const least = (...values: bigint[]): bigint => inOrder(values)[0] ?? 0n;
const most = (...values: bigint[]): bigint => inOrder(values).at(-1) ?? 0n;
const total = (values: bigint[]) => values.reduce((a, b) => a + b, 0n);

interface Risk {
  productId: string;
  group: string;
  minRateWad: bigint;
  hazard: bigint;
  severity: bigint;
  marginal: bigint;
}
interface Backed {
  productId: string;
  group: string;
  weightWad: bigint;
  highestRatioWad: bigint;
  cover: bigint;
}
interface Books {
  poolId: string;
  leverageWad: bigint;
  capital: bigint;
  earmarked: bigint;
  shares: bigint;
  queuedShares: bigint;
  requirementFloor: bigint;
  policyCover: bigint;
  products: Backed[];
  backing: {
    ownFund: bigint;
    shared: { balance: bigint; capWad: bigint; ownRequirement: bigint; backedRequirement: bigint }[];
  };
}
interface Offer {
  poolId: string;
  cover: bigint;
  limit: bigint;
  room: bigint;
  lockedPerCoverWad: bigint;
  rateWad: bigint;
}
interface Terms {
  marginWad: bigint;
  costOfCapitalWad: bigint;
  poolShareWad: bigint;
  kinkWad: bigint;
  maxMultiplierWad: bigint;
  singlePolicyBps: number;
  hazards: Record<string, Point[]>;
  tails: Record<string, Point[]>;
  correlationWad: bigint;
  depth: Depth;
}
interface Item {
  product: Risk & { peril: string; score: number; payout: Payout; waitingSeconds: number };
  order: { coverAmount: bigint; startAt: number; termSeconds: number };
  coverFrom: number;
  coverUntil: number;
  hazardWad: bigint;
  severityWad: bigint;
  marginalPerCoverWad: bigint;
  pools: { books: Books; offer: Offer }[];
  allocation: object[];
  premium: bigint;
  annualRateWad: bigint;
}
interface File {
  parameters: Terms;
  distribution: { commissionBps: number } | null;
  items: Item[];
  premium: bigint;
}

/** JSON in which integers of any size stand as digits with an `n`. */
const read = (text: string): File =>
  JSON.parse(text, (_name, value) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  );

/** What follows from a file: the same members, computed anew. */
export function recomputed(text: string) {
  const file = read(text);
  const items = file.items.map((item) => line(file, item));
  const { hazards, tails: stated, correlationWad } = file.parameters;
  const tails = Object.fromEntries(
    Object.entries(hazards).map(([peril, table]) => [peril, tailsOf(table, correlationWad, stated[peril])]),
  );
  return { tails, items, premium: total(items.map(({ premium }) => premium)) };
}

/** The members of a file that `recomputed` answers. */
export function told(text: string) {
  const { items, premium, parameters } = read(text);
  return {
    tails: parameters.tails,
    items: items.map((item) => ({
      ...{ hazardWad: item.hazardWad, severityWad: item.severityWad },
      marginalPerCoverWad: item.marginalPerCoverWad,
      ...{ coverFrom: item.coverFrom, coverUntil: item.coverUntil },
      pools: item.pools.map(({ offer: { limit, room, rateWad, lockedPerCoverWad } }) => ({
        ...{ limit, room, rateWad, lockedPerCoverWad },
      })),
      ...{ allocation: item.allocation, premium: item.premium, annualRateWad: item.annualRateWad },
    })),
    premium,
  };
}

function line({ parameters: terms, distribution }: File, { product, order, pools }: Item) {
  const hazardWad = hazard(terms.hazards[product.peril] ?? [], product.score);
  const paid = severity(product.payout, terms.depth);
  const tails = terms.tails[product.peril] ?? [];
  const marginal = ceil(hazard(tails, product.score) * paid, WAD);
  const risk = { ...product, hazard: hazardWad, severity: paid, marginal };
  const coverFrom = order.startAt + product.waitingSeconds;
  const coverUntil = order.startAt + order.termSeconds;
  const seconds = BigInt(coverUntil - coverFrom);
  const commission = BigInt(distribution?.commissionBps ?? 0);
  const offers = pools.map(({ books }) => offer(terms, risk, books));
  const sorted = [...offers].sort((a, b) => (a.poolId < b.poolId ? -1 : 1));
  const allocation = spread(terms, sorted, order.coverAmount).map(([one, cover]) => ({
    ...{ poolId: one.poolId, coverAmount: cover },
    ...price(terms, risk, one, { cover, seconds, commission }),
  }));
  const premium = total(allocation.map((share) => share.premium));
  return {
    ...{ hazardWad, severityWad: risk.severity, marginalPerCoverWad: marginal, coverFrom, coverUntil },
    pools: offers.map(({ limit, room, rateWad, lockedPerCoverWad }) => ({
      ...{ limit, room, rateWad, lockedPerCoverWad },
    })),
    ...{ allocation, premium, annualRateWad: ceil(premium * WAD * YEAR, order.coverAmount * seconds) },
  };
}

/** Section 2: linear between the points of the table, rounded up. */
function hazard(table: Point[], score: number): bigint {
  const after = table.findIndex((point) => point.score >= score);
  const [to, from] = [table[after], table[after === 0 ? 0 : after - 1]];
  if (to === undefined || from === undefined) throw new Error(`no hazard at ${score}`);
  if (to.score === score) return to.hazardWad;
  const [way, whole] = [BigInt(score - from.score), BigInt(to.score - from.score)];
  return ceil(from.hazardWad * (whole - way) + to.hazardWad * way, whole);
}

/** Section 1: A, F, R, the limit, and what one policy may have of it; section 2: the rate. */
function offer(terms: Terms, risk: Risk, books: Books): Offer {
  const { leverageWad: leverage, products } = books;
  const assets = most(0n, books.capital - books.earmarked);
  const queued = ceil(books.queuedShares * (assets + 1n), books.shares + 1_000n);
  const free = most(0n, assets - queued);
  const parts = books.backing.shared.map((layer) =>
    layer.backedRequirement === 0n
      ? 0n
      : least(
          floor(layer.balance * layer.capWad, WAD),
          floor(layer.balance * layer.ownRequirement, layer.backedRequirement),
        ),
  );
  const behind = books.backing.ownFund + total(parts);
  const resources = books.capital + behind;

  const own = products.find(({ productId }) => productId === risk.productId);
  if (own === undefined) throw new Error(`${books.poolId} does not back it`);
  const groups = [...new Set(products.map(({ group }) => group))];
  const inGroup = (group: string, of: (one: Backed) => bigint): bigint =>
    total(products.filter((one) => one.group === group).map(of));
  const othersMost = (of: (group: string) => bigint) =>
    most(0n, ...groups.filter((group) => group !== risk.group).map(of));
  const cover = ({ cover: amount }: Backed): bigint => amount;
  const weight = ({ weightWad }: Backed): bigint => weightWad;
  const groupCover = inGroup(risk.group, cover);
  const [allCover, otherCover] = [total(products.map(cover)), othersMost((group) => inGroup(group, cover))];
  const half = groups.length > 1 ? floor(free, 2n) : free;

  const weighted = floor(free * leverage * own.weightWad, WAD * WAD);
  const limit = most(
    0n,
    least(
      groups.length > 1 ? least(weighted, half) : weighted,
      half - (groupCover - own.cover),
      floor(free * leverage, WAD) - (allCover - own.cover),
      free + behind - (groupCover - own.cover) - otherCover,
    ),
  );

  // No sale leaves locked > A, or adequacy below 1.
  const locked =
    otherCover > assets ? 0n : least(floor(assets * leverage, WAD) - allCover, assets - groupCover);
  const ratio = (group: string) =>
    products.filter((one) => one.group === group).reduce((high, one) => most(high, one.highestRatioWad), 0n);
  const stress = (group: string) => ceil(inGroup(group, cover) * ratio(group), WAD);
  const otherStress = othersMost(stress);
  const stressed = groups.map(stress).sort((a, b) => (a < b ? 1 : -1));
  const required = (): bigint => {
    if (resources < books.requirementFloor) return 0n;
    if ((stressed[0] ?? 0n) + (stressed[1] ?? 0n) > resources) return 0n;
    const byCover = floor(resources * 48n, 10n) - allCover;
    if (ratio(risk.group) === 0n) return byCover;
    return least(byCover, floor((resources - otherStress) * WAD, ratio(risk.group)) - groupCover);
  };
  const onePolicy = floor(limit * BigInt(terms.singlePolicyBps), 10_000n) - books.policyCover;
  const room = most(0n, least(limit - own.cover, onePolicy, locked, required()));

  const two = inGroup(risk.group, weight) + othersMost((group) => inGroup(group, weight));
  const lockedPerCoverWad = most(ceil(WAD * WAD, leverage), least(WAD, two));
  const loss = risk.hazard * risk.severity * (WAD + terms.marginWad);
  const capital = most(lockedPerCoverWad, risk.marginal);
  const technical = ceil(loss + terms.costOfCapitalWad * capital * WAD, terms.poolShareWad * WAD);
  const rateWad = most(technical, risk.minRateWad);
  return { poolId: books.poolId, cover: own.cover, limit, room, lockedPerCoverWad, rateWad };
}

/**
 * Section 2, "Several pools": from every pool the units whose price is at most one common price, the lowest that
 * suffices; what that price brings too many is taken by pool id. Prices are rates times multipliers, unscaled.
 */
function spread(terms: Terms, offers: Offer[], order: bigint): [Offer, bigint][] {
  const steep = terms.maxMultiplierWad - WAD;
  const upTo =
    (price: bigint) =>
    ({ rateWad: rate, cover, limit, room }: Offer): bigint => {
      if (room === 0n || price < rate * WAD) return 0n;
      if (price >= rate * terms.maxMultiplierWad) return room;
      // Where m = price / rate: u = kink + (m - 1) * (1 - kink) / (3 - 1).
      const above = (price - rate * WAD) * (WAD - terms.kinkWad);
      const reached = floor(limit * (terms.kinkWad * rate * steep + above), rate * steep * WAD);
      return least(room, most(0n, reached - cover));
    };
  let [below, enough] = [-1n, most(...offers.map(({ rateWad }) => rateWad * terms.maxMultiplierWad))];
  while (enough - below > 1n) {
    const middle = floor(below + enough, 2n);
    if (total(offers.map(upTo(middle))) >= order) enough = middle;
    else below = middle;
  }
  let left = order - total(offers.map(upTo(below)));
  return offers
    .map((one): [Offer, bigint] => {
      const sure = upTo(below)(one);
      const more = least(left, upTo(enough)(one) - sure);
      left -= more;
      return [one, sure + more];
    })
    .filter(([, cover]) => cover > 0n);
}

/** Section 2, "Premium": one fraction, and what it is made of. */
function price(
  terms: Terms,
  risk: Risk,
  one: Offer,
  order: { cover: bigint; seconds: bigint; commission: bigint },
) {
  const { cover, seconds, commission } = order;
  const [numerator, denominator] = multiplied(terms, one, cover);
  const yearly = numerator * one.rateWad * seconds;
  const scale = denominator * WAD * YEAR;
  const premium = ceil(yearly * 10_000n, scale * (10_000n - commission));
  const net = ceil(yearly, scale);
  const base = least(net, ceil(cover * seconds * one.rateWad, YEAR * WAD));
  const expectedLoss = floor(cover * seconds * risk.hazard * risk.severity, YEAR * WAD * WAD);
  const capitalCost = floor(
    cover * seconds * terms.costOfCapitalWad * most(one.lockedPerCoverWad, risk.marginal),
    YEAR * WAD * WAD,
  );
  const expenses = floor(base * (WAD - terms.poolShareWad), WAD);
  const margin = base - expectedLoss - capitalCost - expenses;
  const parts = { expectedLoss, margin, capitalCost, expenses, utilisation: net - base };
  return { premium, breakdown: { ...parts, commission: premium - net } };
}

/** The integral of m over the units, as a fraction: trapezes of the part from the kink to the limit. */
function multiplied(terms: Terms, { cover: from, limit }: Offer, cover: bigint): [bigint, bigint] {
  const to = from + cover;
  if (limit === 0n) return [cover * terms.maxMultiplierWad, WAD];
  const steep = terms.maxMultiplierWad - WAD;
  // Cover times WAD, so that the kink is a whole number of it.
  const kink = terms.kinkWad * limit;
  const within = (at: bigint) => most(kink, least(at, limit) * WAD);
  const [start, end] = [within(from), within(to)];
  const width = (WAD - terms.kinkWad) * limit;
  // Sum of both heights over the kink, times the width between them: twice the trapeze.
  const trapeze = (start - kink + (end - kink)) * (end - start) * steep;
  const past = most(0n, to - most(from, limit)) * steep;
  return [cover * 2n * width * WAD * WAD + trapeze + past * 2n * width * WAD, 2n * width * WAD * WAD];
}
