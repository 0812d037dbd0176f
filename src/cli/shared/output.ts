/** How every command ends: its answer on stdout, one clear line on stderr otherwise, and an exit code. */

/** Where a command writes; tests give their own. */
export interface CommandStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const EXIT_OK = 0;
/** Something failed that the caller could not have written differently. */
export const EXIT_FAILED = 1;
/** The arguments or the input are wrong. */
export const EXIT_USAGE = 2;

/** The caller's mistake, as one sentence that says where it is. Ends the command with {@link EXIT_USAGE}. */
export class UsageError extends Error {}

/** Runs a command and answers its exit code. What fails is a sentence on stderr, never a stack trace. */
export async function runCommand(
  name: string,
  streams: CommandStreams,
  body: () => Promise<number>,
): Promise<number> {
  try {
    return await body();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    streams.err(`${name}: ${message}\n`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** The streams of this process. A reader that stops early (`| head`) is not an error. */
export function processStreams(): CommandStreams {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`the answer cannot be written: ${error.message}\n`);
    process.exitCode = EXIT_FAILED;
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  };
}

/** Text from outside as it may stand in a message: quoted, short, and without control characters. */
export const quoted = (text: string, lengthMax = 60): string => `"${visible(text, lengthMax)}"`;

/** The same without the quotation marks, for what has its own. */
export function visible(text: string, lengthMax: number): string {
  const shown = text.slice(0, lengthMax).replace(/[^\x20-\x7e]/g, '?');
  return `${shown}${text.length > lengthMax ? '…' : ''}`;
}
