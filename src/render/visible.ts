/** What objects and servers say, made harmless for a person, a terminal and the log of a workflow. */

/**
 * Characters that nobody sees, or that change how others are seen: controls and the escape sequences they start, formats (of
 * both directions, without width, tags), other ends of lines, halves of a pair.
 */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * What a runner of GitHub Actions takes for a command in the log of a step: `##[` anywhere in a line, `::word::` behind the
 * blanks at its beginning. Source: actions/runner src/Runner.Common/ActionCommand.cs TryParse, TryParseV2.
 */
const LOG_COMMAND = /##\[|::(?=[A-Za-z][\w-]*(?:::| ))/g;

/** The sequences of `coloured`, and the end of a line of a file from Windows: git takes no other one for it. */
// oxlint-disable-next-line no-control-regex -- they begin with one
const KEPT = /(\u001b\[\d+m|\r\n)/;

/** A foreign name or message on a line of ours: shown and not obeyed, and no line break in it begins a line. */
export function visible(text: string): string {
  return visibleLines(text.replaceAll(/[\t\n]/g, ' '));
}

/** The same of a text that has lines of its own. JSON stays what it was: every character is written as JSON writes it. */
export function visibleLines(text: string): string {
  return shown(text).replaceAll(LOG_COMMAND, (found) => `${escaped(found[0] ?? '')}${found.slice(1)}`);
}

/** Hidden characters are shown; what a text says to the runner of a workflow stays. */
export function shown(text: string): string {
  return text.replaceAll(HIDDEN, (character) => character.split('').map(escaped).join(''));
}

/** The same of a text that we have coloured. */
export function shownButStyle(text: string): string {
  return text
    .split(KEPT)
    .map((part, i) => (i % 2 === 1 ? part : shown(part)))
    .join('');
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
