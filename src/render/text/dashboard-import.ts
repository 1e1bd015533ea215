import type { ImportResult, ImportStep } from '../../model/index.ts';
import { visible } from '../visible.ts';

/** What an import did, or with `dryRun` would do, for a person. */
export function importText({ grafana, api, steps }: ImportResult, dryRun: boolean): string {
  const lines = steps.flatMap(({ what, outcome, detail, next }) => [
    `  ${(dryRun ? WOULD[outcome] : outcome).padEnd(dryRun ? 12 : 9)}  ${visible(`${what}${detail === undefined ? '' : `: ${detail}`}`)}`,
    ...(next === undefined ? [] : [`             ${visible(next)}`]),
  ]);
  return `${[`Grafana ${visible(grafana)}  (${api} API)`, ...lines].join('\n')}\n`;
}

const WOULD: Readonly<Record<ImportStep['outcome'], string>> = {
  created: 'would create',
  updated: 'would update',
  unchanged: 'unchanged',
  refused: 'refused',
};
