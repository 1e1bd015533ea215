import { intervalProblems } from '../../backends/prometheus-operator/admission/alertmanager/intervals.ts';
import { receiverProblems } from '../../backends/prometheus-operator/admission/alertmanager/receivers.ts';
import { inhibitProblems, routeProblems } from '../../backends/prometheus-operator/admission/alertmanager/routes.ts';
import { printPath } from '../../kube/field-path.ts';
import { defineCheck } from '../check.ts';
import { objectAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** Routes, receivers or time intervals of an AlertmanagerConfig do not fit together, or need a newer Alertmanager. */
export const rejectedAlertmanagerconfig = defineCheck({
  id: 'rejected-alertmanagerconfig',
  title: 'Routes, receivers or time intervals do not fit together',
  stage: 'admission',
  kinds: ['AlertmanagerConfig'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const spec = objectAt(object.body, 'spec') ?? {};
    const problems = [
      ...receiverProblems(spec, stack.version),
      ...intervalProblems(spec),
      ...routeProblems(spec, stack.version),
      ...inhibitProblems(spec, stack.version),
    ];
    return problems.length > 0
      ? [{ problems: problems.map(({ path, ...rest }) => ({ field: printPath(path), ...rest })) }]
      : [];
  },
  explain: ({ problems }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: its parts do not fit together.`,
    because: [
      ...problems.map(({ field, problem }) => `${field}: ${problem}`),
      'One problem rejects the whole object: none of its receivers gets an alert. Receivers and time intervals of other objects do not count.',
    ],
    remedy: problems.every(({ cure }) => cure !== undefined)
      ? problems.map(({ cure }) => cure).join(' ')
      : 'Correct what is named.',
    fix: {
      kind: 'advise',
      steps: problems.map(({ field, problem, cure }) => cure ?? `${field}: ${problem}`),
      whyNotAutomatic: 'Whom the alerts should reach is known only to the author.',
    },
  }),
});
