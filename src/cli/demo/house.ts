/** The demo's own house: an embedded database, the chain, and the service on a clock that the demo moves. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { DAY_SECONDS, type UnixSeconds, type Wad } from '../../domain/shared/units.ts';
import { type Service, startService } from '../../main.ts';
import { dropDatabase } from '../../store/dropDatabase.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../store/embedded/startEmbedded.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import type { Tokens } from './openMarket.ts';
import { PERSONA_NAMES, PERSONAS, personaAddress } from './personas.ts';
import { DEMO_FOLDER } from './running.ts';
import { type FeedOnStage, openStage, type Stage } from './stage.ts';

/** Tokens of the cast outlive whatever the reader does to the clock. */
const TOKEN_SECONDS = 400 * DAY_SECONDS;
/** The oracles report at least this often while time passes. */
const BEAT_SECONDS = 600;

export interface House<Name extends string = string> {
  database: EmbeddedDatabase;
  stage: Stage<Name>;
  clock: VirtualClock;
  service: Service;
  tokens: Tokens;
  /**
   * Lets time pass with the oracles repeating their prices, and the watcher following. Returns the new time.
   */
  pass(seconds: number, beatSeconds?: number): Promise<UnixSeconds>;
  /** The price that a feed has from now on. */
  setPrice(name: Name, price: Wad): void;
  close(): Promise<void>;
}

/** What is on the stage, what it says at first, and when the clock starts. */
export interface HousePlan<Name extends string> {
  feeds: Readonly<Record<Name, FeedOnStage>>;
  prices: Readonly<Record<Name, Wad>>;
  from: UnixSeconds;
}

/** Opens the house. What was opened is closed again when a part fails. */
export async function openHouse<Name extends string>(
  { feeds, prices: pricesAtFirst, from }: HousePlan<Name>,
  options: { port: number; fresh: boolean },
): Promise<House<Name>> {
  if (options.fresh) await rm(DEMO_FOLDER, { recursive: true, force: true });
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await startEmbedded({ folder: DEMO_FOLDER });
    closers.push(() => database.stop());
    await dropDatabase(database.uri);
    const stage = await openStage(feeds, from);
    closers.push(() => stage.anvil.close());
    const clock = virtualClock(from);
    const prices: Record<Name, Wad> = { ...pricesAtFirst };
    let service: Service | null = null;
    const pass = async (seconds: number, beatSeconds = BEAT_SECONDS): Promise<UnixSeconds> => {
      const until = clock.now() + seconds;
      do {
        const at = Math.max(stage.time() + 1, Math.min(clock.now() + beatSeconds, until));
        await stage.speak(at, prices);
        clock.moveTo(at);
        if (service !== null) await step(service);
      } while (clock.now() < until);
      return clock.now();
    };
    service = await startService(demoConfig(database.uri, options.port), {
      now: clock.now,
      advanceClock: pass,
      loop: false,
    });
    const { stop } = service;
    closers.push(stop);
    const tokens = await registerCast(service, clock.now());
    const setPrice = (name: Name, price: Wad) => {
      prices[name] = price;
    };
    return { database, stage, clock, service, tokens, pass, setPrice, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The real parts that a story is told on. */
export function partsOf({ database, stage, service }: Pick<House, 'database' | 'stage' | 'service'>): string {
  const [uri] = database.uri.split('?');
  const [first] = Object.values(stage.feeds);
  return `MongoDB ${uri}, anvil ${stage.anvil.url}, FluxAggregator ${first?.aggregator}, service ${service.url}`;
}

/** A step of the watcher; in the demo nothing may go wrong in one without a word. */
export async function step({ watcher }: Service): Promise<void> {
  const { errors } = await watcher.tick();
  const [first] = errors;
  if (first !== undefined)
    throw new Error(`a step of the watcher failed: ${first.about}`, { cause: first.error });
}

/** A configuration with secrets that live as long as the demo. */
function demoConfig(uri: string, port: number) {
  const chance = () => randomBytes(32).toString('hex');
  return {
    database: { uri },
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    internalUrl: null,
    chainIds: [1, 31_337],
    signingKey: null,
    // It listens on this machine alone, and so may its webhooks.
    webhooks: { secret: null, toPrivate: true },
    secrets: { token: chance(), tokenPrevious: null, refresh: chance(), quote: chance(), forward: chance() },
    owners: [personaAddress('owner')],
    cashiers: [personaAddress('cashier')],
    guardians: [],
    governors: [],
    governance: { approvalsNeeded: 1, timelockSeconds: 0 },
    trustProxy: false as const,
    tickSeconds: 15,
    logLevel: 'warn' as const,
    sandbox: true,
  };
}

async function registerCast(service: Service, now: UnixSeconds): Promise<Tokens> {
  const tokens: Partial<Tokens> = {};
  for (const name of PERSONA_NAMES) {
    const accountId = await service.registerAccount(personaAddress(name), [...PERSONAS[name].roles]);
    tokens[name] = service.mintToken(accountId, now, TOKEN_SECONDS);
  }
  return tokens as Tokens;
}
