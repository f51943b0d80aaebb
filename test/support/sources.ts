import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/** The repository's folder. */
export const REPOSITORY = join(import.meta.dirname, "..", "..");

/** One import or re-export of a file. `to` is a path in the repository, `node:…` or a package; `typeOnly`: nothing of it is there at run time. */
export type Import = { to: string; typeOnly: boolean; reexport: boolean };

/** A source file as far as conformance looks into it. */
export type SourceFile = { path: string; text: string; tree: ts.SourceFile; imports: readonly Import[] };

/** All TypeScript of a few folders, by path in the repository, sorted. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: REPOSITORY, exclude: (path) => path.includes("node_modules") },
  )
    .sort()
    .map(readSource);
}

/** A file of the repository as text. */
export function readText(path: string): string {
  return readFileSync(join(REPOSITORY, path), "utf8");
}

/** The text of a file without its comments and without the content of its strings: what is code. */
export function codeOf({ text }: Pick<SourceFile, "text">): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const words: string[] = [];
  const braces: boolean[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    // A template's text goes on after the closing brace of what it holds; a slash where a value may begin starts a regular expression.
    if (token === ts.SyntaxKind.TemplateHead || token === ts.SyntaxKind.OpenBraceToken) braces.push(token === ts.SyntaxKind.TemplateHead);
    else if (token === ts.SyntaxKind.SlashToken && mayBegin(words.at(-1))) scanner.reScanSlashToken();
    const goesOn = token === ts.SyntaxKind.CloseBraceToken && isTemplate(braces) && continues(scanner);
    if (token === ts.SyntaxKind.CloseBraceToken && !goesOn) braces.pop();
    words.push(goesOn ? "``" : wordOf(token, scanner));
  }
  return words.join(" ");
}

const TEXTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
]);

function isTemplate(braces: readonly boolean[]): boolean {
  return braces.at(-1) === true;
}

function continues(scanner: ts.Scanner): boolean {
  return scanner.reScanTemplateToken(false) === ts.SyntaxKind.TemplateMiddle;
}

function wordOf(token: ts.SyntaxKind, scanner: ts.Scanner): string {
  return TEXTS.has(token) ? '""' : scanner.getTokenText();
}

/** True when a value may begin after this word. */
function mayBegin(word = ""): boolean {
  return /^(|[(,=:[!&|?{};+<>]|return|=>)$/.test(word);
}

/** True when something of a file is there at run time; a file of types alone has nothing to test. */
export function hasRuntime({ tree }: SourceFile): boolean {
  return tree.statements.some(
    (statement) =>
      !ts.isImportDeclaration(statement) &&
      !ts.isTypeAliasDeclaration(statement) &&
      !ts.isInterfaceDeclaration(statement) &&
      !(ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
}

function readSource(path: string): SourceFile {
  const text = readText(path);
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, text, tree, imports: tree.statements.flatMap((statement) => importOf(path, statement)) };
}

function importOf(path: string, statement: ts.Statement): readonly Import[] {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
  if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const specifier = statement.moduleSpecifier.text;
  const to = specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : packageOf(specifier);
  return [{ to, typeOnly: isTypeOnly(statement), reexport: ts.isExportDeclaration(statement) }];
}

function packageOf(specifier: string): string {
  return specifier.startsWith("node:")
    ? specifier
    : specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return !clause.name && named !== undefined && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}
