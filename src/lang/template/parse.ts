import { MAX_DEPTH, Refusal, TooDeep } from '../go/refusal.ts';
import { unquote } from '../go/string.ts';
import type { Token, TokenKind } from './lex.ts';
import { numberProblem } from './number.ts';
import { FUNCTIONS } from './functions.ts';

/*
 * The grammar of Go's templates (text/template/parse/parse.go, go 1.26), as far as it decides between valid and invalid:
 * nesting of actions, variables in scope, known functions, literals.
 */

/** State of one template; a define or block inside it has its own, on the same tokens. */
interface Tree {
  readonly name: string;
  readonly shared: {
    readonly tokens: readonly Token[];
    at: number;
    depth: number;
    readonly trees: Map<string, boolean>;
  };
  vars: string[];
  ranges: number;
}

/** What an action was: only these matter to what stands around it. */
type Part = 'end' | 'else' | 'blank' | 'content';

/** Reads a whole text as the template `name`. `vars` are the variables declared in front of it. Throws Refusal, TooDeep. */
export function parseTemplate(tokens: readonly Token[], name: string, vars: readonly string[]): void {
  const shared = { tokens, at: 0, depth: 0, trees: new Map<string, boolean>() };
  const tree: Tree = { name, shared, vars: ['$', ...vars], ranges: 0 };
  let blank = vars.length === 0;
  while (peek(tree).kind !== 'end') {
    const part = definition(tree) ? 'blank' : textOrAction(tree);
    if (part === 'end' || part === 'else') refuse(tree, `unexpected {{${part}}}`);
    blank &&= part === 'blank';
  }
  add(tree, blank);
}

const NOTHING: Token = { kind: 'end', text: '', start: 0 };

const peek = ({ shared }: Tree): Token => shared.tokens[shared.at] ?? NOTHING;

function take(tree: Tree): Token {
  const token = peek(tree);
  tree.shared.at += 1;
  return token;
}

function skipSpace(tree: Tree): Token {
  while (peek(tree).kind === 'space') tree.shared.at += 1;
  return peek(tree);
}

function takeNext(tree: Tree): Token {
  skipSpace(tree);
  return take(tree);
}

function refuse(tree: Tree, message: string): never {
  throw new Refusal(message, (tree.shared.tokens[tree.shared.at - 1] ?? NOTHING).start);
}

function unexpected(token: Token, where: string): never {
  if (token.kind === 'error') throw new Refusal(token.text, token.start);
  const what = token.kind === 'end' ? 'EOF' : token.kind === 'keyword' ? `<${token.text}>` : JSON.stringify(token.text);
  throw new Refusal(`unexpected ${what} in ${where}`, token.start);
}

function expect(tree: Tree, kind: TokenKind, where: string): Token {
  const token = takeNext(tree);
  return token.kind === kind ? token : unexpected(token, where);
}

function nested<T>({ shared }: Tree, work: () => T): T {
  shared.depth += 1;
  if (shared.depth > MAX_DEPTH) throw new TooDeep(`the template nests deeper than ${MAX_DEPTH} levels`);
  const result = work();
  shared.depth -= 1;
  return result;
}

/** Two templates of one name: refused unless one of them is blank. */
function add(tree: Tree, blank: boolean): void {
  const { trees } = tree.shared;
  const before = trees.get(tree.name);
  if (before === false && !blank)
    refuse(tree, `template: multiple definition of template ${JSON.stringify(tree.name)}`);
  if (before !== false) trees.set(tree.name, blank);
}

/** `{{define "x"}} … {{end}}`, only at the top. */
function definition(tree: Tree): boolean {
  const { shared } = tree;
  const begin = shared.at;
  if (take(tree).kind === 'left' && isWord(takeNext(tree), 'define')) {
    const name = templateName(takeNext(tree), 'define clause');
    expect(tree, 'right', 'define clause');
    inner(tree, name, 'define clause');
    return true;
  }
  shared.at = begin;
  return false;
}

const isWord = (token: Token, word: string): boolean => token.kind === 'keyword' && token.text === word;

/** The body of a define or block, up to its end. */
function inner({ shared }: Tree, name: string, where: string): void {
  const tree: Tree = { name, shared, vars: ['$'], ranges: 0 };
  const { blank, close } = list(tree);
  if (close !== 'end') refuse(tree, `unexpected {{else}} in ${where}`);
  add(tree, blank);
}

function list(tree: Tree): { readonly blank: boolean; readonly close: 'end' | 'else' } {
  let blank = true;
  while (skipSpace(tree).kind !== 'end') {
    const part = nested(tree, () => textOrAction(tree));
    if (part === 'end' || part === 'else') return { blank, close: part };
    blank &&= part === 'blank';
  }
  return refuse(tree, 'unexpected EOF');
}

/** White space as Go counts it. */
const BLANK = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;

function textOrAction(tree: Tree): Part {
  const token = takeNext(tree);
  if (token.kind === 'text') return BLANK.test(token.text) ? 'blank' : 'content';
  return token.kind === 'left' ? action(tree) : unexpected(token, 'input');
}

function action(tree: Tree): Part {
  const token = skipSpace(tree);
  if (token.kind !== 'keyword' || token.text === 'define') {
    pipeline(tree, 'command', 'right');
    return 'content';
  }
  take(tree);
  switch (token.text) {
    case 'end':
      expect(tree, 'right', 'end');
      return 'end';
    case 'else':
      // "else if" and "else with" are left for the action around it.
      if (!isWord(skipSpace(tree), 'if') && !isWord(peek(tree), 'with')) expect(tree, 'right', 'else');
      return 'else';
    case 'break':
    case 'continue':
      expect(tree, 'right', `{{${token.text}}}`);
      if (tree.ranges === 0) refuse(tree, `{{${token.text}}} outside {{range}}`);
      break;
    case 'template':
      templateName(takeNext(tree), 'template clause');
      if (skipSpace(tree).kind === 'right') take(tree);
      else pipeline(tree, 'template clause', 'right');
      break;
    case 'block': {
      const name = templateName(takeNext(tree), 'block clause');
      pipeline(tree, 'block clause', 'right');
      inner(tree, name, 'block clause');
      break;
    }
    default:
      control(tree, token.text);
  }
  return 'content';
}

/** if, range or with, up to its end; the keyword is past. */
function control(tree: Tree, keyword: string): void {
  const scope = tree.vars.length;
  pipeline(tree, keyword, 'right');
  if (keyword === 'range') tree.ranges += 1;
  let { close } = list(tree);
  if (keyword === 'range') tree.ranges -= 1;
  if (close === 'else') {
    if (keyword !== 'range' && isWord(peek(tree), keyword)) {
      take(tree);
      nested(tree, () => control(tree, keyword));
    } else {
      ({ close } = list(tree));
      if (close !== 'end') refuse(tree, 'expected end; found {{else}}');
    }
  }
  tree.vars.length = scope;
}

function templateName(token: Token, where: string): string {
  if (token.kind !== 'string' && token.kind !== 'raw') unexpected(token, where);
  return stringOf(token);
}

function stringOf(token: Token): string {
  const value = unquote(token.text, false);
  if (value === undefined) throw new Refusal(`invalid syntax: ${token.text}`, token.start);
  return value.text;
}

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  ...([
    'bool',
    'char',
    'complex',
    'dot',
    'field',
    'identifier',
    'number',
    'nil',
    'raw',
    'string',
    'variable',
    '(',
  ] as const),
]);

function pipeline(tree: Tree, where: string, end: 'right' | ')'): void {
  declarations(tree, where);
  let stages = 0;
  for (;;) {
    const token = skipSpace(tree);
    if (token.kind === end) {
      take(tree);
      if (stages === 0) refuse(tree, `missing value for ${where}`);
      return;
    }
    if (!OPERANDS.has(token.kind)) unexpected(take(tree), where);
    const constant = command(tree);
    stages += 1;
    if (stages > 1 && constant) throw new Refusal(`non executable command in pipeline stage ${stages}`, token.start);
  }
}

/** `$x :=`, `$x =`, and `$i, $x :=` of a range. */
function declarations(tree: Tree, where: string): void {
  for (let count = 1; skipSpace(tree).kind === 'variable'; count += 1) {
    const begin = tree.shared.at;
    const { text } = take(tree);
    const after = skipSpace(tree);
    const comma = after.kind === 'other' && after.text === ',';
    if (after.kind !== 'assign' && after.kind !== 'declare' && !comma) {
      tree.shared.at = begin;
      return;
    }
    take(tree);
    tree.vars.push(text);
    if (!comma) return;
    if (where !== 'range' || count > 1) refuse(tree, `too many declarations in ${where}`);
    if (!['variable', 'right', ')'].includes(skipSpace(tree).kind)) refuse(tree, 'range can only initialize variables');
  }
}

/** Operands up to a pipe or the end; true when the first is a constant, which cannot be a later stage of a pipeline. */
function command(tree: Tree): boolean {
  let first: TokenKind | undefined;
  for (;;) {
    skipSpace(tree);
    const kind = operand(tree);
    first ??= kind;
    const token = take(tree);
    if (token.kind === 'space') continue;
    if (token.kind === 'right' || token.kind === ')') tree.shared.at -= 1;
    else if (token.kind !== 'pipe') unexpected(token, 'operand');
    break;
  }
  if (first === undefined) refuse(tree, 'empty command');
  return CONSTANTS.has(first);
}

const NUMBERS: ReadonlySet<TokenKind> = new Set<TokenKind>(['char', 'complex', 'number']);
const CONSTANTS: ReadonlySet<TokenKind> = new Set<TokenKind>([...NUMBERS, 'bool', 'dot', 'nil', 'string', 'raw']);

/** One term with its fields; undefined where none stands. */
function operand(tree: Tree): TokenKind | undefined {
  const token = skipSpace(tree);
  if (!OPERANDS.has(token.kind)) return undefined;
  take(tree);
  term(tree, token);
  if (peek(tree).kind === 'field') {
    if (CONSTANTS.has(token.kind)) refuse(tree, `unexpected . after term ${JSON.stringify(token.text)}`);
    while (peek(tree).kind === 'field') take(tree);
  }
  return token.kind;
}

function term(tree: Tree, token: Token): void {
  if (token.kind === 'identifier' && !FUNCTIONS.has(token.text))
    throw new Refusal(`function ${JSON.stringify(token.text)} not defined`, token.start);
  if (token.kind === 'variable' && !tree.vars.includes(token.text))
    throw new Refusal(`undefined variable ${JSON.stringify(token.text)}`, token.start);
  if (token.kind === 'string' || token.kind === 'raw') stringOf(token);
  if (token.kind === '(') nested(tree, () => pipeline(tree, 'parenthesized pipeline', ')'));
  if (!NUMBERS.has(token.kind)) return;
  const problem = numberProblem(token);
  if (problem !== undefined) throw new Refusal(problem, token.start);
}
