/** The normal distribution: its probability, and the value at a probability. */

const AT_ZERO_ABOVE = 37;
const SERIES_UP_TO = 7.07106781186547;
const ROOT_OF_TWO_PI = 2.506_628_274_631;

const evaluate = (coefficients: readonly number[], x: number): number => {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
};

// Hart's rational function, written out: the simulation asks for it a hundred million times.
const above = (x: number): number =>
  (((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
    112.079291497871) *
    x +
    221.213596169931) *
    x +
  220.206867912376;
const below = (x: number): number =>
  ((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
    296.564248779674) *
    x +
    637.333633378831) *
    x +
    793.826512519948) *
    x +
  440.413735824752;

/**
 * The probability of a value below x, to some 15 digits (Hart 1968 as given by West, "Better approximations
 * to cumulative normal functions", Wilmott 2005). Example: 0 gives 0.5.
 */
export function normalProbability(x: number): number {
  const size = Math.abs(x);
  if (!(size <= AT_ZERO_ABOVE)) return x > 0 ? 1 : 0;
  const density = Math.exp((-size * size) / 2);
  const tail =
    size < SERIES_UP_TO
      ? (density * above(size)) / below(size)
      : density / ROOT_OF_TWO_PI / (size + 1 / (size + 2 / (size + 3 / (size + 4 / (size + 0.65)))));
  return x > 0 ? 1 - tail : tail;
}

// Wichura's three rational functions, highest power first.
const CENTRE = {
  above: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  below: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
};
const TAIL = {
  above: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  below: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};
const FAR_TAIL = {
  above: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  below: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
};

const ratioOf = ({ above, below }: typeof TAIL, x: number): number => evaluate(above, x) / evaluate(below, x);

/**
 * The value that is stayed below with a probability, to some 15 digits (Wichura, algorithm AS 241, Applied
 * Statistics 37, 1988). Endless at 0 and 1. Example: 0.975 gives 1.95996.
 */
export function normalValue(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  const fromCentre = probability - 0.5;
  if (Math.abs(fromCentre) <= 0.425) return fromCentre * ratioOf(CENTRE, 0.180625 - fromCentre * fromCentre);
  const depth = Math.sqrt(-Math.log(fromCentre < 0 ? probability : 1 - probability));
  const size = depth <= 5 ? ratioOf(TAIL, depth - 1.6) : ratioOf(FAR_TAIL, depth - 5);
  return fromCentre < 0 ? -size : size;
}
