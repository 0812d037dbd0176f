/** Arguments and help of a command, from one table of its options. */
import { parseArgs } from 'node:util';
import { UsageError } from './output.ts';

/** One option. Without `value` it is a switch. */
export interface OptionSpec {
  /** What stands for the value in the help, as `FILE`. */
  readonly value?: string;
  readonly standard?: string;
  readonly text: string;
}

export interface CommandSpec {
  /** How it is called, as `npm run replay --`. */
  readonly call: string;
  readonly summary: string;
  /** Names of positional arguments, as `PERSONA`; none are accepted otherwise. */
  readonly positionals?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Paragraphs after the options. */
  readonly notes?: readonly string[];
}

export interface ParsedArguments {
  readonly switches: ReadonlySet<string>;
  /** Values given, and the standard ones of options not given. */
  readonly values: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}

const HELP: OptionSpec = { text: 'show this help' };

/** Reads the arguments by the table; `--help` (`-h`) is always a switch. Throws UsageError on all else. */
export function readArguments(spec: CommandSpec, argv: readonly string[]): ParsedArguments {
  const switches = new Set<string>();
  const values = new Map<string, string>();
  for (const [name, { standard }] of Object.entries(spec.options)) {
    if (standard !== undefined) values.set(name, standard);
  }
  const parsed = parse(spec, argv);
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') values.set(name, value);
    else if (value === true) switches.add(name);
  }
  return { switches, values, positionals: parsed.positionals };
}

/** The value of an option that the command cannot do without. */
export function requiredValue(spec: CommandSpec, given: ParsedArguments, name: string): string {
  const value = given.values.get(name);
  if (value !== undefined && value !== '') return value;
  throw new UsageError(`--${name} ${spec.options[name]?.value ?? ''} is missing; ${seeHelp(spec)}`);
}

/** What `--help` prints. */
export function helpText(spec: CommandSpec): string {
  const rows = Object.entries({ ...spec.options, help: HELP }).map(([name, option]): [string, string] => {
    const standard = option.standard === undefined ? '' : ` (${option.standard})`;
    return [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.text + standard];
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  const positionals = (spec.positionals ?? []).map((name) => ` ${name}`).join('');
  const lines = [`${spec.call}${positionals} [options]`, '', spec.summary, ''];
  for (const [left, right] of rows) lines.push(`  ${left.padEnd(width)}  ${right}`);
  for (const note of spec.notes ?? []) lines.push('', note);
  return `${lines.join('\n')}\n`;
}

function parse(spec: CommandSpec, argv: readonly string[]) {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, option] of Object.entries(spec.options)) {
    options[name] = { type: option.value === undefined ? 'boolean' : 'string' };
  }
  options.help = { type: 'boolean', short: 'h' };
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: spec.positionals !== undefined });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new UsageError(`${reason.replace(/\.?\s*$/, '')}; ${seeHelp(spec)}`);
  }
}

function seeHelp(spec: CommandSpec): string {
  return `see ${spec.call} --help`;
}
