// The rights in the Helm chart, which are those that `promwire rbac check` of the finished build prints.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { stringify } from 'yaml';
import { root } from './dependencies.mjs';

/** [path from the root of the repository, text]. */
export const chartRules = () => {
  const printed = execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'rbac', 'check', '-o', 'json']);
  const { items } = JSON.parse(printed);
  if (items.length !== 1 || items[0].kind !== 'ClusterRole')
    throw new Error(
      'promwire rbac check prints more than one ClusterRole: charts/promwire/templates/rbac.yaml has one',
    );
  return ['charts/promwire/files/rules.yaml', stringify(items[0].rules)];
};
