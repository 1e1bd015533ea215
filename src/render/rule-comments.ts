/** What stands above each recording rule where rules are printed as YAML. */
import type { RuleGroup } from '../model/index.ts';
import type { CommentOf } from './yaml.ts';

const WIDTH = 100;

export function ruleComments(groups: readonly RuleGroup[]): CommentOf {
  const about = new Map(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [[rule.record, rule.about]] : []))),
  );
  return (entry) => {
    const text = 'record' in entry && typeof entry.record === 'string' ? about.get(entry.record) : undefined;
    return text === undefined ? undefined : wrapped(text);
  };
}

/** The words in lines of at most WIDTH characters, as long as no word is longer. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
