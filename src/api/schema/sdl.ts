/** Reads the SDL from schema/. What only a sandbox has stands in a file of its own. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../schema/', import.meta.url);
const SANDBOX_FILE = 'sandbox.graphql';

/** The whole SDL as one text. Example: `readSdl({ sandbox: false })` has no `advanceClock`. */
export function readSdl({ sandbox }: { sandbox: boolean }): string {
  return sdlFiles()
    .filter((name) => sandbox || name !== SANDBOX_FILE)
    .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
    .join('\n');
}

/** The names of the SDL files in order. */
export function sdlFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
}
