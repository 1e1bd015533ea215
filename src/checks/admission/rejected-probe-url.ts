import { proberProblem } from '../../backends/prometheus-operator/admission/host.ts';
import { defineCheck } from '../check.ts';
import { objectAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { operatorsAtLeast } from '../../kube/version.ts';
import type { Fix, KubeObject } from '../../model/index.ts';

/** The prober is not named as host or host:port, or the Probe has no targets: resource_selector.go:434-497. */
export const rejectedProbeUrl = defineCheck({
  id: 'rejected-probe-url',
  title: 'The prober of a Probe is not host:port, or it has no targets',
  stage: 'admission',
  kinds: ['Probe'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const url = stringAt(object.body, 'spec', 'prober', 'url') ?? '';
    const bad = proberProblem(url, operatorsAtLeast(stack, '0.89.0'));
    const targets = objectAt(object.body, 'spec', 'targets');
    const none = objectAt(targets, 'staticConfig') === undefined && objectAt(targets, 'ingress') === undefined;
    return bad === undefined && !none ? [] : [{ url, none, ...(bad === undefined ? {} : { problem: bad }) }];
  },
  explain: ({ url, none, problem }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: ${problem === undefined ? 'it has no targets' : 'spec.prober.url is not host or host:port'}.`,
    because: [
      ...(problem === undefined
        ? []
        : [
            `spec.prober.url: ${JSON.stringify(url)}: ${problem}`,
            'In spite of its name the field holds an address: the scheme goes into spec.prober.scheme, the path into spec.prober.path.',
          ]),
      ...(none ? ['spec.targets has neither staticConfig nor ingress.'] : []),
    ],
    field: problem === undefined ? ['spec', 'targets'] : ['spec', 'prober', 'url'],
    remedy: problem === undefined ? 'Name targets in spec.targets.staticConfig.static.' : 'Write host:port.',
    fix: fixOf(object, url, none),
  }),
});

/** A URL that was written in place of the address comes apart into the fields meant for its parts. */
function fixOf(object: KubeObject, url: string, none: boolean): Fix {
  const parts = /^(https?):\/\/([^/?#]+)(\/[^?#]*)?$/i.exec(url);
  const [, scheme = '', address = '', path = ''] = parts ?? [];
  if (none || !parts || proberProblem(address) !== undefined)
    return {
      kind: 'advise',
      steps: [none ? 'Name targets in spec.targets.' : 'Write the address of the prober as host:port.'],
      whyNotAutomatic: none
        ? 'What to probe is written nowhere.'
        : 'The address cannot be derived from what is written.',
    };
  const was = (field: string): string | null => stringAt(object.body, 'spec', 'prober', field) ?? null;
  const set = (field: string, becomes: string): { path: string[]; was: string | null; becomes: string } => ({
    path: ['spec', 'prober', field],
    was: was(field),
    becomes,
  });
  return {
    kind: 'patch',
    object: refOf(object),
    fields: [
      set('url', address),
      ...(scheme.toLowerCase() === 'https' ? [set('scheme', 'https')] : []),
      ...(path.length > 1 ? [set('path', path)] : []),
    ],
    risk: 'None: the parts of the URL go where the operator reads them.',
  };
}
