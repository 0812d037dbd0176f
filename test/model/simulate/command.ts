/** `npm run simulate`: the model's histories for as long as one likes. */
import { helpText, readArguments } from '../../../src/cli/shared/arguments.ts';
import { type CommandStreams, EXIT_OK, runCommand } from '../../../src/cli/shared/output.ts';
import { startEmbedded } from '../../../src/store/embedded/startEmbedded.ts';
import { SIMULATE, simulationOf } from './options.ts';
import { BrokenPromise, type Simulated, simulate } from './simulate.ts';

/** Exit code of a history that broke a promise. */
const EXIT_BROKEN = 1;

/** Runs the command with its arguments and answers the exit code. */
export function simulateCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('simulate', streams, async () => {
    const given = readArguments(SIMULATE, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(SIMULATE));
      return EXIT_OK;
    }
    const asked = simulationOf(given);
    // Nothing of it is kept, and a throw-away server commits sooner.
    const server = await startEmbedded({ throwaway: true });
    try {
      const told = (step: number) => streams.err(`${step} steps\n`);
      const result = await simulate(server.uri, asked, told);
      streams.out(given.switches.has('json') ? `${JSON.stringify(plain(result))}\n` : textOf(result));
      return EXIT_OK;
    } catch (error) {
      if (!(error instanceof BrokenPromise)) throw error;
      streams.err(`${error.message}\n`);
      return EXIT_BROKEN;
    } finally {
      await server.stop();
    }
  });
}

const perSecond = ({ steps, milliseconds }: Simulated): number => Math.round((steps * 1_000) / milliseconds);

function plain(result: Simulated) {
  const { worstSlack, milliseconds, ...counts } = result;
  const slack = { yield: String(worstSlack.yield), locked: String(worstSlack.locked) };
  return { ...counts, worstSlack: slack, seconds: milliseconds / 1_000, stepsPerSecond: perSecond(result) };
}

function textOf(result: Simulated): string {
  const { seed, steps, done, checks, worstSlack } = result;
  return [
    `seed ${seed}: ${steps} steps, ${done} commands done, ${perSecond(result)} steps a second`,
    `every promise kept in ${checks} looks, the ledger clean in each`,
    `nearest to a pool's yield: ${worstSlack.yield} units; capital beyond locked, at least: ${worstSlack.locked} units`,
    '',
  ].join('\n');
}
