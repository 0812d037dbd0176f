/**
 * The waterfall in plain numbers: the rules of domain/waterfall/allocateEvent for what stands behind pools,
 * without an object a draw. A test holds the two equal.
 */
import { type CompiledBook, capOf, isByClass, LAYERS, layerIndex } from './compileBook.ts';
import { sumOf } from './statistics.ts';

/** What the layers hold along a path. */
export interface Holdings {
  readonly capital: Float64Array;
  readonly ownFund: Float64Array;
  /** By place in `LAYERS`. */
  readonly shared: Float64Array;
}

/** What one event took, by place in `LAYERS`. */
export interface Taken {
  readonly amount: Float64Array;
  /** 1 where a loss went past the layer: it gave all that it may. */
  readonly passed: Uint8Array;
}

const [CAPITAL, POOL_FUND] = [layerIndex('CAPITAL'), layerIndex('POOL_FUND')];
const CLASSES = 3;
/** Under the smallest unit of an asset of six decimals: what rounding leaves, and nobody is owed. */
const DUST = 1e-6;

/** Nothing taken yet. */
export const nothingTaken = (): Taken => ({
  amount: new Float64Array(LAYERS.length),
  passed: new Uint8Array(LAYERS.length),
});

/**
 * Takes one loss event from the layers in their order. `lacks` are the losses of the pools, and afterwards
 * what nobody bore: the haircut of each. Answers the sum of the haircuts.
 */
export function takeFromLayers(
  book: CompiledBook,
  holdings: Holdings,
  lacks: Float64Array,
  { amount, passed }: Taken,
): number {
  amount.fill(0);
  passed.fill(0);
  let left = sumOf(lacks);
  for (let place = 0; place < book.order.length && left > DUST; place += 1) {
    const layer = book.order[place] as number;
    if (layer === CAPITAL) amount[layer] = takeOwn(holdings.capital, lacks);
    else if (layer === POOL_FUND) amount[layer] = takeOwn(holdings.ownFund, lacks);
    else amount[layer] = takeShared(book, holdings.shared, layer, lacks);
    left = sumOf(lacks);
    passed[layer] = left > DUST ? 1 : 0;
  }
  return left > DUST ? left : 0;
}

function takeOwn(balances: Float64Array, lacks: Float64Array): number {
  let sum = 0;
  for (let pool = 0; pool < lacks.length; pool += 1) {
    const given = Math.min(lacks[pool] as number, balances[pool] as number);
    balances[pool] = (balances[pool] as number) - given;
    lacks[pool] = (lacks[pool] as number) - given;
    sum += given;
  }
  return sum;
}

/** Each class of pools under its cap, all within the balance, and pro rata to what is lacking. */
function takeShared(book: CompiledBook, balances: Float64Array, layer: number, lacks: Float64Array): number {
  const balance = balances[layer] as number;
  const lacking = new Float64Array(CLASSES);
  const classOf = (pool: number) => (isByClass(layer) ? (book.fundClass[pool] as number) : 0);
  for (let pool = 0; pool < lacks.length; pool += 1) {
    const fundClass = classOf(pool);
    lacking[fundClass] = (lacking[fundClass] as number) + (lacks[pool] as number);
  }
  const wanted = lacking.map((lack, fundClass) => Math.min(lack, capOf(book, layer, fundClass) * balance));
  const sum = sumOf(wanted);
  const given = Math.min(sum, Math.max(0, balance - (book.kept[layer] as number)));
  if (given === 0) return 0;
  for (let pool = 0; pool < lacks.length; pool += 1) {
    const fundClass = classOf(pool);
    const lack = lacking[fundClass] as number;
    if (lack === 0) continue;
    // All that is lacking is given in full, to the last digit.
    const part = ((wanted[fundClass] as number) / lack) * (given / sum);
    lacks[pool] = part >= 1 ? 0 : (lacks[pool] as number) * (1 - part);
  }
  balances[layer] = balance - given;
  return given;
}
