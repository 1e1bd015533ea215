import { shellWord } from '../../kube/shell.ts';
import type { Release } from '../../model/index.ts';

/** One line that renders a release and checks what comes out together with the files. */
export function renderCommand({ by, chart, version, repository, name, namespace, origin }: Release): string {
  const values =
    by.kind === 'HelmRelease' && origin.source === 'file'
      ? `yq ${shellWord(`select(.kind=="HelmRelease" and .metadata.name==${JSON.stringify(by.name)}).spec.values`)} ${shellWord(origin.file)} | `
      : '';
  const where = repository?.startsWith('oci://')
    ? [repository.endsWith(`/${chart}`) ? repository : `${repository}/${chart}`]
    : [chart, ...(repository === undefined ? [] : ['--repo', repository])];
  const words = [
    'helm template',
    shellWord(name ?? 'RELEASE'),
    ...where.map(shellWord),
    ...(version === undefined ? [] : ['--version', shellWord(version)]),
    ...(namespace === undefined ? [] : ['-n', shellWord(namespace)]),
    '-f',
    values === '' ? 'VALUES.yaml' : '-',
  ];
  return `${values}${words.join(' ')} | promwire check --from - --from .`;
}
