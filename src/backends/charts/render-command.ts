import { allowedWord } from '../../kube/helm.ts';
import { command, filePath, isName, shellWord } from '../../kube/shell.ts';
import type { Word } from '../../kube/shell.ts';
import type { Release } from '../../model/index.ts';

/** One line that renders a release and checks what comes out together with the files. */
export function renderCommand(release: Release): string {
  const { chart, version, repository, name, namespace } = release;
  const values = valuesOf(release);
  const words = [
    allowedWord(name, 'RELEASE'),
    ...chartAt(chart, repository),
    ...(version === undefined ? [] : [flag('--version', allowedWord(version, 'VERSION'))]),
    ...(namespace === undefined ? [] : [flag('-n', allowedWord(namespace, 'NAMESPACE'))]),
    { word: values ? '-f -' : '-f VALUES.yaml' },
  ];
  const render = joined(words);
  return values
    ? command`${values} | helm template ${render} | promwire check --from - --from .`
    : command`helm template ${render} | promwire check --from - --from .`;
}

/** What prints the values of a HelmRelease. */
function valuesOf({ by, origin }: Release): Word | undefined {
  if (by.kind !== 'HelmRelease' || origin.source !== 'file' || !isName(by.name)) return undefined;
  const { word, ...rest } = filePath(origin.file);
  const query = `select(.kind=="HelmRelease" and .metadata.name=="${by.name}").spec.values`;
  return { word: `yq ${shellWord(query)} ${word}`, ...rest };
}

function chartAt(chart: string, repository: string | undefined): readonly Word[] {
  const known = allowedWord(chart === '' ? undefined : chart, 'CHART');
  if (repository === undefined) return [known];
  const from = allowedWord(repository, 'REPOSITORY');
  if (!from.word.startsWith('oci://')) return [known, flag('--repo', from)];
  return from.word.endsWith(`/${known.word}`) ? [from] : [{ ...known, word: `${from.word}/${known.word}` }];
}

function flag(name: string, { word, ...rest }: Word): Word {
  return { word: `${name} ${word}`, ...rest };
}

function joined(words: readonly Word[]): Word {
  const left = words.flatMap((each) => each.left ?? []);
  return { word: words.map(({ word }) => word).join(' '), ...(left.length === 0 ? {} : { left: left.join(', ') }) };
}
