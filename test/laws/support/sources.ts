/** The project's own source as the laws look at it: files, their syntax trees, and what they import. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Source {
  /** Relative to the repository, with slashes: `src/domain/pool/shares.ts`. */
  path: string;
  text: string;
  tree: ts.SourceFile;
}

export interface Import {
  /** As it is written. */
  specifier: string;
  /** The file of this repository that it names, or null for a package. */
  file: string | null;
  /** True where nothing of it is left at run time. */
  typeOnly: boolean;
  line: number;
}

/** Every TypeScript file under some folders; what a program wrote is left out. Example: `sourcesUnder('src')`. */
export function sourcesUnder(...folders: string[]): Source[] {
  return pathsUnder(...folders)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))
    .map(sourceOf);
}

/** Every file under some folders, whatever it is, in order. */
export function pathsUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => posix.join(entry.parentPath.slice(ROOT.length).replaceAll('\\', '/'), entry.name))
      .sort(),
  );
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Files that were parsed: the laws of one run look at the same ones. */
const parsed = new Map<string, Source>();

function sourceOf(path: string): Source {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const text = textOf(path);
  const source = { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
  parsed.set(path, source);
  return source;
}

/** Everything that a file imports or exports from another, also by a call of `import()`. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  walk(source.tree, (node) => {
    const specifier = specifierOf(node);
    if (specifier === null) return;
    const file = specifier.startsWith('.') ? posix.join(dirname(source.path), specifier) : null;
    found.push({ specifier, file, typeOnly: isTypeOnly(node), line: lineOf(source, node) });
  });
  return found;
}

function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
      ? node.moduleSpecifier.text
      : null;
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const [argument] = isCall ? node.arguments : [];
  return argument !== undefined && ts.isStringLiteral(argument) ? argument.text : null;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { phaseModifier, name, namedBindings } = node.importClause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every((element) => element.isTypeOnly);
}

/** Visits a node and everything in it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The line that a node begins on. */
export function lineOf({ tree }: Source, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Where something is, as editors understand it. */
export function placeOf(source: Source, node: ts.Node): string {
  return `${source.path}:${lineOf(source, node)}`;
}

/** True for a statement that other files can import from. */
export function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** True when a documentation comment stands before a node. */
export function isDocumented(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0;
}
