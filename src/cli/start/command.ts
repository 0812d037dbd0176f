/** `npm start`: runs the service until it is told to stop. */
import { ConfigError, readConfig } from '../../config.ts';
import { startService } from '../../main.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, EXIT_USAGE, runCommand } from '../shared/output.ts';

const SPEC: CommandSpec = {
  call: 'npm start --',
  summary:
    'Runs the service. It is configured by the environment: see docs/operating/configuration.md and .env.example.',
  options: {},
};

/** Starts, waits for the signal, stops in order. A configuration that cannot be used is listed whole. */
export function start(
  argv: readonly string[],
  environment: Record<string, string | undefined>,
  streams: CommandStreams,
  signal: AbortSignal,
): Promise<number> {
  return runCommand('start', streams, async () => {
    if (readArguments(SPEC, argv).switches.has('help')) {
      streams.out(helpText(SPEC));
      return EXIT_OK;
    }
    try {
      const service = await startService(readConfig(environment));
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await service.stop();
      return EXIT_OK;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      streams.err(`${error.message}\n`);
      return EXIT_USAGE;
    }
  });
}
