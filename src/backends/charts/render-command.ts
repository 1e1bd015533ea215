import { allowedWord } from '../../kube/helm.ts';
import { shellWord } from '../../kube/shell.ts';
import type { Release } from '../../model/index.ts';

/** One line that renders a release and checks what comes out together with the files. */
export function renderCommand({ by, chart, version, repository, name, namespace, origin }: Release): string {
  const values =
    by.kind === 'HelmRelease' && origin.source === 'file'
      ? `yq ${shellWord(`select(.kind=="HelmRelease" and .metadata.name==${JSON.stringify(by.name)}).spec.values`)} ${shellWord(origin.file.replace(/^-/, './-'))} | `
      : '';
  const known = allowedWord(chart, 'CHART');
  const where = repository?.startsWith('oci://')
    ? [repository.endsWith(`/${known}`) ? repository : `${repository}/${known}`]
    : [known, ...(repository === undefined || repository.startsWith('-') ? [] : ['--repo', repository])];
  const words = [
    'helm template',
    allowedWord(name, 'RELEASE'),
    ...where.map(shellWord),
    ...(version === undefined ? [] : ['--version', version.startsWith('-') ? 'VERSION' : shellWord(version)]),
    ...(namespace === undefined ? [] : ['-n', allowedWord(namespace, 'NAMESPACE')]),
    '-f',
    values === '' ? 'VALUES.yaml' : '-',
  ];
  return `${values}${words.join(' ')} | promwire check --from - --from .`;
}
