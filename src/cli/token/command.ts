/** `npm run token -- PERSONA`: prints an access token of somebody in the running demo, and nothing else. */
import { isPersona, PERSONA_NAMES, PERSONAS } from '../demo/personas.ts';
import { findRunning } from '../demo/running.ts';
import { type CommandSpec, helpText, readArguments } from '../shared/arguments.ts';
import { type CommandStreams, EXIT_OK, quoted, runCommand, UsageError } from '../shared/output.ts';

const SPEC: CommandSpec = {
  call: 'npm run token --',
  summary: 'Prints an access token for one of the people of the running demo.',
  positionals: ['PERSONA'],
  options: { json: { text: 'print one JSON object: persona, token' } },
  notes: [
    `PERSONA is one of:\n${PERSONA_NAMES.map((name) => `  ${name.padEnd(12)}${PERSONAS[name].text}`).join('\n')}`,
    'Call it as npm run -s token -- alice to have the token alone on stdout.',
  ],
};

/** Runs the command and answers its exit code. */
export function token(argv: readonly string[], streams: CommandStreams): Promise<number> {
  return runCommand('token', streams, async () => {
    const given = readArguments(SPEC, argv);
    if (given.switches.has('help')) {
      streams.out(helpText(SPEC));
      return EXIT_OK;
    }
    const [persona, ...more] = given.positionals;
    if (persona === undefined || more.length > 0)
      throw new UsageError('name one persona; see npm run token -- --help');
    if (!isPersona(persona)) {
      throw new UsageError(`${quoted(persona)} is nobody of the demo; there are ${PERSONA_NAMES.join(', ')}`);
    }
    const { tokens } = await findRunning();
    const answer = given.switches.has('json')
      ? JSON.stringify({ persona, token: tokens[persona] })
      : tokens[persona];
    streams.out(`${answer}\n`);
    return EXIT_OK;
  });
}
