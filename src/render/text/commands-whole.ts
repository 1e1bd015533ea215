/** Commands in the middle of sentences: a line that is broken in one of them cannot be pasted. */

/** Programs whose commands are printed. */
const PROGRAM = /^[("“]?(?:promwire|kubectl|helm|yq|git|kustomize|flux|argocd|curl)$/;
/** Of these the first word behind the verb is a kind or a name. */
const TAKES_WORD = /^[("“]?(?:kubectl|helm|flux|argocd)$/;
/** What ends a sentence, or a part of one, behind a word. */
const END = /[.,;:)!?”"]+$/;
/** No word of prose: a path, a name with a number or a dash, a value. */
const NO_PROSE = /^[A-Z]{2,}$|[\d/=@_|<>{}*…]|\w[-.:,]\w/;

/** Stands for a blank at which no line may end. */
export const KEPT = '\u0001';

/** The same, of which `wrap` ends no line in the middle. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', KEPT);
}

/** The same text with its commands unbroken. What follows a command in its sentence may be taken for a part of it: a line is then longer. */
export function withCommandsWhole(text: string): string {
  const words = text.split(' ');
  let whole = words[0] ?? '';
  let end = 0;
  for (let i = 1; i < words.length; i++) {
    if (i > end && PROGRAM.test(words[i - 1] ?? '')) end = endOf(words, i - 1);
    whole += `${i <= end ? KEPT : ' '}${words[i] ?? ''}`;
  }
  return whole;
}

/** The place of the last word of the command that begins there. */
function endOf(words: readonly string[], start: number): number {
  // "promwire, which", "kubectl and helm": no command.
  if (!/^[a-z'-]/.test(words[start + 1] ?? '') || END.test(words[start] ?? '')) return start;
  let quotes = quotesIn(words[start + 1] ?? '');
  let comment = false;
  let end = start + 1;
  let takes = TAKES_WORD.test(words[start] ?? '');
  let verb = start + 1;
  while (end + 1 < words.length) {
    const [last = '', word = '', next = ''] = [words[end], words[end + 1], words[end + 2]];
    // The parts of a usage.
    if (quotes % 2 === 0 && word.startsWith('[')) break;
    if (quotes % 2 === 0 && (comment ? /names?[.,;:)]?$/ : END).test(last)) break;
    comment ||= word === '#';
    const open = quotes % 2 === 1 || comment || /^[|>]$/.test(last) || /^-[ncoflk]$/.test(last);
    const isFirst = takes && end === verb;
    const isLast = /\w[.,;)]$/.test(word);
    if (!(open || isFirst || isLast || /^(?:-|[|>.]$)/.test(word) || next.startsWith('-') || NO_PROSE.test(word)))
      break;
    quotes += quotesIn(word);
    end += 1;
    // The next command of a pipe, with its verb.
    if (last === '|' && PROGRAM.test(word) && end + 1 < words.length) {
      takes = TAKES_WORD.test(word);
      end += 1;
      verb = end;
    }
  }
  return end;
}

function quotesIn(word: string): number {
  return word.split("'").length - 1;
}
