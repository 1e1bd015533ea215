import type { Release } from '../../model/index.ts';

const QUIET = /^[\w.,:/@%+=-]+$/;
const quoted = (text: string): string => (QUIET.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** One line that renders a release and checks what comes out together with the files. */
export function renderCommand({ by, chart, version, repository, name, namespace, origin }: Release): string {
  const values =
    by.kind === 'HelmRelease' && origin.source === 'file'
      ? `yq 'select(.kind=="HelmRelease" and .metadata.name=="${by.name}").spec.values' ${quoted(origin.file)} | `
      : '';
  const where = repository?.startsWith('oci://')
    ? [repository.endsWith(`/${chart}`) ? repository : `${repository}/${chart}`]
    : [chart, ...(repository === undefined ? [] : ['--repo', repository])];
  const words = [
    'helm template',
    quoted(name ?? 'RELEASE'),
    ...where.map(quoted),
    ...(version === undefined ? [] : ['--version', quoted(version)]),
    ...(namespace === undefined ? [] : ['-n', quoted(namespace)]),
    '-f',
    values === '' ? 'VALUES.yaml' : '-',
  ];
  return `${values}${words.join(' ')} | promwire check --from - --from .`;
}
