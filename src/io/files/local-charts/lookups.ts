/** Templates that ask the cluster what is there: `helm template` has no answer. Source: helm pkg/engine/lookup_func.go. */
import { SUBJECT_KINDS } from '../../../kube/kinds.ts';
import { command, filePath } from '../../../kube/shell.ts';
import type { Gap } from '../../../model/index.ts';

const LOOKUP = /\{\{[^{}]*\blookup\s/;
/** Secrets are looked up by many a chart, and decide nothing here. */
const JUDGED = new RegExp(
  `^kind:[ \\t]*["']?(?:${[...SUBJECT_KINDS, 'Prometheus', 'Alertmanager'].join('|')})\\b`,
  'm',
);

/** One for the chart in a folder, where what it has judged may depend on that. */
export async function lookupGaps(
  folder: string,
  templates: readonly string[],
  textOf: (file: string) => Promise<string | undefined>,
): Promise<readonly Gap[]> {
  for (const file of templates) {
    const text = (await textOf(file)) ?? '';
    if (!LOOKUP.test(text) || !JUDGED.test(text)) continue;
    const line = text.slice(0, text.search(LOOKUP)).split('\n').length;
    const render = command`helm template RELEASE ${filePath(/^[./]/.test(folder) ? folder : `./${folder}`)} --dry-run=server`;
    const sentence = `${file}:${line} asks the cluster what is there (lookup), which helm template cannot, so what chart ${folder} makes there is not known. Where the cluster can be reached, it can be given: ${render} | promwire check --from - --from .`;
    return [
      {
        reason: 'invalid',
        reads: { group: '', kind: '' },
        sentence,
        origin: { source: 'file', file, document: 1, line },
      },
    ];
  }
  return [];
}
