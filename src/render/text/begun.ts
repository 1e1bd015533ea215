/** What a first promwire.yaml leaves to do. */
import { command, filePath, nameWord } from '../../kube/shell.ts';
import type { ConfigApplication } from '../../model/index.ts';
import { visible } from '../visible.ts';

interface Begun {
  readonly found: { readonly captured: readonly string[]; readonly charts: readonly string[] };
  readonly clusters: readonly string[];
  readonly taken: number;
  readonly applications: readonly ConfigApplication[];
  readonly judged: boolean;
}

/** Notes, and the next command. `home`: the folder of the file; `isNamed`: that was named. */
export function begunText(
  { found: { captured, charts }, clusters, taken, applications, judged }: Begun,
  { home, isNamed }: { readonly home: string; readonly isNamed: boolean },
): string {
  const [only = ''] = clusters;
  const isOne = clusters.length === 1;
  const at = (path: string): string => (home === '.' ? path : `${home}/${path}`);
  const which = isOne ? { word: `--cluster ${nameWord(only).word}` } : { word: '--all-clusters' };
  const config = { word: isNamed ? ` --config ${filePath(at('promwire.yaml')).word}` : '' };
  const out = `clusters${isOne ? `/${only}` : ''}`;
  const first = command`promwire snapshot --for-git ${which}${config} --out ${filePath(at(out))}`;
  const file = `clusters/${isOne ? only : 'NAME'}/captured.yaml`;
  const known = [...new Set(applications.map(({ profile = '' }) => profile))].join(', ');
  const stay =
    taken === 1 ? '1 object that is taken now must stay so' : `${taken} objects that are taken now must stay so`;
  const check = command`promwire check${{ word: isOne ? '' : ' --all-clusters' }}`;
  return [
    ...(isOne
      ? []
      : [
          `note: one cluster for each folder that is called so: ${visible(clusters.join(', '))}; name the context of each`,
        ]),
    ...(charts.length > 0 ? ['note: name the values and the releases of its charts, which nothing here tells'] : []),
    ...(taken > 0 ? [`note: ${stay} (expect.taken)`] : []),
    ...(known === '' ? [] : [`note: promwire generate wires in what runs there: ${visible(known)} (applications)`]),
    captured.length > 0 || judged
      ? `next: ${known === '' ? '' : 'promwire generate, then '}${check}`
      : `next: ${visible(first)}, and name ${visible(file)} under captured of ${isOne ? 'the cluster' : 'cluster NAME'}, since nothing here tells what is taken; then ${check}`,
  ].join('\n');
}
