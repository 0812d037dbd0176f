/** Phases of a product: what its feed says about the thing it insures. */
import { nextState, rows, type Transition } from '../shared/transition.ts';

export type ProductPhase = 'WATCH' | 'CALM' | 'BREACH' | 'CONFIRMED' | 'SUSPENDED';

export type ProductEvent =
  | 'WATCHED'
  | 'THAWED'
  | 'BREACH_STARTED'
  | 'BREACH_ENDED'
  | 'INCIDENT_CONFIRMED'
  | 'RECOVERED'
  | 'SUSPENDED'
  | 'RESUMED';

/** A product starts in WATCH, and every way back leads through it. */
export const PRODUCT_PHASE_AT_START: ProductPhase = 'WATCH';

/** A rule that confirms at once (hold 0) passes through BREACH in the same command. */
export const PRODUCT_TRANSITIONS: readonly Transition<ProductPhase, ProductEvent>[] = [
  ...rows(['CALM'], 'WATCHED', 'WATCH'),
  ...rows(['WATCH'], 'THAWED', 'CALM'),
  ...rows(['WATCH', 'CALM'], 'BREACH_STARTED', 'BREACH'),
  ...rows(['BREACH'], 'BREACH_ENDED', 'WATCH'),
  ...rows(['BREACH'], 'INCIDENT_CONFIRMED', 'CONFIRMED'),
  ...rows(['CONFIRMED'], 'RECOVERED', 'WATCH'),
  ...rows(['WATCH', 'CALM', 'BREACH', 'CONFIRMED'], 'SUSPENDED', 'SUSPENDED'),
  ...rows(['SUSPENDED'], 'RESUMED', 'WATCH'),
];

/** The phase after an event, or null where it is not allowed. Example: WATCH, THAWED: CALM. */
export function transitionProduct(from: ProductPhase, event: ProductEvent): ProductPhase | null {
  return nextState(PRODUCT_TRANSITIONS, from, event);
}
