/**
 * Contracts for tests: the files of `contracts/` and what npm packages carry, compiled by solc 0.8.28 when they
 * are first needed and kept in the cache folder of `node_modules` under the hash of all that went in.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Abi } from 'viem';
import type { CompiledContract } from '../../src/cli/chain/contracts.ts';

const SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'paris',
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};
const COMPILER = 'solc-0.8.28';
/** Packages whose contracts the files import. */
const PACKAGES = ['@openzeppelin/contracts', '@pythnetwork/pyth-sdk-solidity', '@uniswap/v3-core'];

const requireHere = createRequire(import.meta.url);
const folder = join(import.meta.dirname, 'contracts');

/** Contracts of one file of `contracts/` and what it imports. Example: `compileFile('vaults.sol', 'Vault')`. */
export async function compileFile<Name extends string>(
  file: string,
  ...names: readonly Name[]
): Promise<Record<Name, CompiledContract>> {
  const compiled = await compileCached(file);
  const missing = names.find((name) => compiled[name] === undefined);
  if (missing !== undefined) throw new Error(`${file} has no contract ${missing}.`);
  return compiled as Record<Name, CompiledContract>;
}

async function compileCached(file: string): Promise<Record<string, CompiledContract>> {
  const packages = PACKAGES.map((name) => requireHere.resolve(`${name}/package.json`));
  const modules = dirname(dirname(dirname(packages[0] as string)));
  const versions = [...packages, requireHere.resolve(`${COMPILER}/package.json`)].map(
    (path) => JSON.parse(readFileSync(path, 'utf8')).version,
  );
  const own = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const hash = createHash('sha256')
    .update(JSON.stringify([file, own, versions, SETTINGS]))
    .digest('hex');
  const cached = join(modules, '.cache', 'bulwark', `test-contracts-${hash.slice(0, 16)}.json`);
  if (existsSync(cached)) return JSON.parse(await readFile(cached, 'utf8'));
  const compiled = compile(file, modules);
  // Written aside and renamed, so that another test never reads half.
  await mkdir(dirname(cached), { recursive: true });
  await writeFile(`${cached}.${process.pid}`, JSON.stringify(compiled));
  await rename(`${cached}.${process.pid}`, cached);
  return compiled;
}

interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
}

function compile(file: string, modules: string): Record<string, CompiledContract> {
  const compiler = requireHere(COMPILER) as {
    compile(input: string, options: { import(path: string): { contents: string } }): string;
  };
  const sources = { [file]: { content: readFileSync(join(folder, file), 'utf8') } };
  const input = JSON.stringify({ language: 'Solidity', sources, settings: SETTINGS });
  const read = (path: string) => ({ contents: readFileSync(join(modules, path), 'utf8') });
  const output: CompilerOutput = JSON.parse(compiler.compile(input, { import: read }));
  const failure = output.errors?.find(({ severity }) => severity === 'error');
  if (failure !== undefined) throw new Error(`${file} does not compile: ${failure.formattedMessage}`);
  const contracts = Object.values(output.contracts).flatMap((one) => Object.entries(one));
  return Object.fromEntries(
    contracts.map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]),
  );
}
