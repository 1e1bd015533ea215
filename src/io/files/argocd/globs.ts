/** Patterns of paths. Sources: Go's path.Match (folders of a git generator), gobwas/glob and doublestar (files). */

const ESCAPED = /[.+^$()|\\]/g;

/** `*` stays within a folder. undefined: not a pattern that is read here. */
export function folderPattern(pattern: string): RegExp | undefined {
  return compiled(pattern, '[^/]*', '[^/]');
}

/** `**` leads through folders, with `*` within one. */
export function filePattern(pattern: string): RegExp | undefined {
  const [before, ...rest] = pattern.split('**/');
  return compiled([before, ...rest].join('\0'), '[^/]*', '[^/]', { '\0': '(?:[^/]+/)*' });
}

/**
 * A pattern of files as `git ls-files` reads it, which Argo CD asks unless its new globbing is on: `*` leads through folders.
 * Source: argo-cd docs/operator-manual/applicationset/Generators-Git-File-Globbing.md.
 */
export function pathspec(pattern: string): RegExp | undefined {
  return /[{}]/.test(pattern) ? undefined : compiled(pattern, '.*', '.');
}

/** `include` and `exclude` of a directory: `*` is any text, `{a,b}` either. */
export function anyPattern(pattern: string): RegExp | undefined {
  return compiled(pattern, '.*', '.');
}

function compiled(
  pattern: string,
  star: string,
  one: string,
  more: Readonly<Record<string, string>> = {},
): RegExp | undefined {
  // Many stars in one pattern take time that grows with each of them.
  if (pattern.length > 500 || pattern.split('*').length > 16) return undefined;
  let depth = 0;
  let text = '';
  for (const char of pattern) {
    if (Object.hasOwn(more, char)) text += more[char] ?? '';
    else if (char === '*') text += text.endsWith(star) ? '' : star;
    else if (char === '?') text += one;
    else if (char === '{') {
      depth += 1;
      text += '(?:';
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      text += ')';
    } else if (char === ',' && depth > 0) text += '|';
    // What a class of characters means differs from one tool to the next.
    else if (char === '[' || char === ']' || char === '}') return undefined;
    else text += char.replace(ESCAPED, String.raw`\$&`);
  }
  if (depth > 0) return undefined;
  return new RegExp(`^${text}$`, 's');
}
