/** The domain with its types: what an operator works on is known to the compiler alone. */
import { join } from 'node:path';
import ts from 'typescript';
import { pathsUnder, ROOT } from './sources.ts';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

export interface TypedSource {
  /** Relative to the repository. */
  path: string;
  tree: ts.SourceFile;
}

export interface DomainProgram {
  files: TypedSource[];
  /** True when an expression is a bigint, whatever it is called. */
  isBigint(node: ts.Node): boolean;
}

/** Compiles src/domain without anything around it. */
export function openDomain(): DomainProgram {
  const paths = pathsUnder('src/domain');
  const program = ts.createProgram(
    paths.map((path) => join(ROOT, path)),
    OPTIONS,
  );
  const checker = program.getTypeChecker();
  return {
    files: paths.map((path) => {
      const tree = program.getSourceFile(join(ROOT, path));
      if (tree === undefined) throw new Error(`${path} was not compiled`);
      return { path, tree };
    }),
    isBigint: (node) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0,
  };
}
