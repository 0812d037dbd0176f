/**
 * Plays the series: each row goes onto the chain, the clock follows, the watcher takes its step, people buy.
 */
import { DEMO_EPILOGUE_SECONDS_MAX } from '../../domain/shared/limits.ts';
import { HOUR_SECONDS, type UnixSeconds, WAD } from '../../domain/shared/units.ts';
import type { Reading } from '../../domain/trigger/rule.ts';
import type { VirtualClock } from './clock.ts';
import type { GraphqlClient } from './graphql.ts';
import type { DemoMarket, StageFeedName, Tokens } from './openMarket.ts';
import { LATE_PLAN, type Purchase, plansDue, purchase } from './purchases.ts';
import { isDue, restateSizes } from './restateSizes.ts';
import { momentsOf } from './series.ts';
import type { Stage } from './stage.ts';

export interface Play {
  stage: Stage<StageFeedName>;
  clock: VirtualClock;
  client: GraphqlClient;
  tokens: Tokens;
  market: DemoMarket;
  /** One step of the watcher. */
  tick(): Promise<void>;
  /** Phase of the story's product and whether an incident of it is unpaid. */
  standing(): Promise<{ phase: string; unpaid: boolean }>;
  progress(done: number, total: number): void;
}

/** Plays lead-in, rows and epilogue. Returns every purchase that was made or refused, in order. */
export async function play(parts: Play, rows: readonly Reading[]): Promise<Purchase[]> {
  const purchases: Purchase[] = [];
  const firstRow = rows[0]?.at ?? 0;
  const moments = [...momentsOf(rows)];
  let last: UnixSeconds = Number.NEGATIVE_INFINITY;
  let triedLate = false;
  let stated = moments[0]?.at ?? 0;
  for (const [index, { at, value, leadIn }] of moments.entries()) {
    await step(parts, at, value);
    if (isDue(stated, at)) {
      await restateSizes(parts.client, parts.tokens, parts.market, at);
      stated = at;
    }
    for (const plan of plansDue(firstRow, last, at)) {
      purchases.push(await purchase(parts.client, parts.tokens, parts.market, plan, at));
    }
    if (!leadIn && !triedLate && (await parts.standing()).phase !== 'CALM') {
      triedLate = true;
      purchases.push(await purchase(parts.client, parts.tokens, parts.market, LATE_PLAN, at));
    }
    last = at;
    parts.progress(index + 1, moments.length);
  }
  await epilogue(parts, last);
  // Whoever looks around afterwards finds everything on sale.
  const now = parts.clock.now();
  if (now > stated) await restateSizes(parts.client, parts.tokens, parts.market, now);
  return purchases;
}

/** One moment: the oracles speak, the clock shows that time, the watcher takes its step. */
async function step(parts: Play, at: UnixSeconds, value: bigint | null): Promise<void> {
  await parts.stage.speak(at, { ...(value === null ? {} : { series: value }), calm: WAD, sandbox: WAD });
  parts.clock.moveTo(at);
  await parts.tick();
}

/** Hours without rows until nothing is owed: the series has ended, and silence is not a price. */
async function epilogue(parts: Play, from: UnixSeconds): Promise<void> {
  for (let at = from + HOUR_SECONDS; at <= from + DEMO_EPILOGUE_SECONDS_MAX; at += HOUR_SECONDS) {
    if (!(await parts.standing()).unpaid) return;
    await step(parts, at, null);
  }
}
