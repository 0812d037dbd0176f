/**
 * The people of the story. Their keys come from the public phrase of local chains:
 * nothing of value belongs to them.
 */
import type { Role } from '../../store/documents/parties.ts';
import { type LocalAccount, localAccount, localAddress } from '../chain/client.ts';

interface PersonaPlan {
  text: string;
  roles: readonly Role[];
  /** Place of its key in the phrase. */
  key: number;
}

/** Who plays which part. Keys 0 to 9 belong to the chain: its owner and its oracles. */
export const PERSONAS = {
  owner: { text: 'registers assets, feeds, pools and products', roles: ['OWNER'], key: 10 },
  cashier: { text: 'credits and debits accounts', roles: ['CASHIER'], key: 11 },
  underwriter: { text: 'puts capital at risk', roles: [], key: 12 },
  alice: { text: 'buys cover early', roles: [], key: 13 },
  bob: { text: 'buys cover early', roles: [], key: 14 },
  carol: { text: 'buys the shortest term', roles: [], key: 15 },
  dave: { text: 'buys when the news begins', roles: [], key: 16 },
  erin: { text: 'covers something that stays calm', roles: [], key: 17 },
  frank: { text: 'buys what a pool in need gives out', roles: [], key: 18 },
  staker: { text: 'stakes in the backstop vault', roles: [], key: 19 },
  venue: { text: 'runs an exchange, and signs what it reports', roles: [], key: 20 },
  gina: { text: 'governs with two others', roles: [], key: 21 },
  hugo: { text: 'governs with two others', roles: [], key: 22 },
  ines: { text: 'governs with two others', roles: [], key: 23 },
} as const satisfies Record<string, PersonaPlan>;

export type PersonaName = keyof typeof PERSONAS;
export const PERSONA_NAMES = Object.keys(PERSONAS) as PersonaName[];

/** The wallet address of a persona. */
export const personaAddress = (name: PersonaName): string => localAddress(PERSONAS[name].key);

/** The wallet of a persona: it signs as any wallet does. */
export const personaWallet = (name: PersonaName): LocalAccount => localAccount(PERSONAS[name].key);

/** True for a name that is in the cast. */
export const isPersona = (name: string): name is PersonaName => name in PERSONAS;
