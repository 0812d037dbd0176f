/** The explicit list of commands. One that is not here does not exist. */
import { creditAccount } from './account/creditAccount.ts';
import { debitAccount } from './account/debitAccount.ts';
import { registerAccount } from './account/registerAccount.ts';
import { registerAsset } from './asset/registerAsset.ts';
import type { Command } from './command.ts';

// biome-ignore lint/suspicious/noExplicitAny: each command checks its own input with its own schema.
type AnyCommand = Command<any, any>;

const LIST: readonly AnyCommand[] = [registerAccount, registerAsset, creditAccount, debitAccount];

/** Commands by name. */
export const COMMANDS: ReadonlyMap<string, AnyCommand> = new Map(LIST.map((command) => [command.name, command]));
