import { rightsOf } from '../app/rights.ts';
import { rightsRequest } from '../render/text/rights-request.ts';
import { defineCommand } from './kit/define-command.ts';
import { printManifests } from './kit/output.ts';

/** `promwire rbac COMMAND`: the least Role for a command, and what to ask of those who may see more. */
export const rbac = defineCommand('rbac', async ({ flags, subject: words, terminal }) => {
  const { namespace, output } = flags;
  const command = words.join(' ');
  const { manifests, asksPrometheus, readsLogin, anySecret } = rightsOf(command, flags);
  await printManifests(terminal, output, manifests);
  if (readsLogin)
    terminal.err(
      `note: promwire ${command} reads nothing of a cluster but the Secret of --grafana-admin-secret. Without NS/NAME it ` +
        'also lists Deployments and StatefulSets of all namespaces, to see which Secret Grafana names: a right to add.\n',
    );
  if (namespace !== undefined && output !== 'json' && manifests.length > 1)
    terminal.err(rightsRequest(namespace, asksPrometheus));
  if (anySecret && namespace !== undefined)
    terminal.err(
      'note: get on secrets is for every Secret of those namespaces. With --stack NS/NAME it is for the one of that ' +
        'Prometheus.\n',
    );
  return ['ok'];
});
