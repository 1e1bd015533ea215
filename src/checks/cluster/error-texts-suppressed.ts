import { defineClusterCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import type { KubeObject, PassedTexts } from '../../model/index.ts';
import { refOf, title } from '../../kube/refs.ts';

/** The application is told to leave its error texts out, or to cut them so far that rules cannot tell their kinds apart. */
export const errorTextsSuppressed = defineClusterCheck({
  id: 'error-texts-suppressed',
  title: 'Without error texts some alerts cannot tell what failed',
  kinds: ['Deployment'],
  // The Deployments of applications are read for every question.
  reads: [],
  beside: true,
  find: ({ world, apps }) =>
    apps.flatMap(({ texts, workload, title: application }) => {
      const deployment = workload && world.get(workload);
      const set = deployment && texts?.without ? settingOf(deployment, texts.without) : undefined;
      return deployment && texts && set
        ? [{ about: refOf(deployment), evidence: { application, label: texts.label, ...set, lost: [...texts.lost] } }]
        : [];
    }),
  explain: ({ label, variable, value, lost }, about) => ({
    severity: 'info',
    summary: `${title(about)} sets ${variable}=${value}: the label ${label} of its metrics does not say what failed.`,
    because: lost,
    remedy: `Take ${variable} out of the environment, if its texts are not secret: promwire's monitor bounds them.`,
    fix: {
      kind: 'advise',
      steps: [`Take ${variable} out of the environment of ${title(about)}, where its owner sets it.`],
      whyNotAutomatic: 'Its owner may have left the texts out for a reason.',
    },
  }),
});

/** The variable that takes the texts away, as strconv.ParseBool and strconv.Atoi read it. */
function settingOf(
  deployment: KubeObject,
  { all, beyond, least }: NonNullable<PassedTexts['without']>,
): { readonly variable: string; readonly value: string } | undefined {
  const set = objectsAt(deployment.body, 'spec', 'template', 'spec', 'containers')
    .flatMap((container) => objectsAt(container, 'env'))
    .map((entry) => ({ variable: stringAt(entry, 'name') ?? '', value: stringAt(entry, 'value') ?? '' }));
  return set.find(
    ({ variable, value }) =>
      (variable === all && /^(?:1|t|T|TRUE|true|True)$/.test(value)) ||
      (variable === beyond && /^\d+$/.test(value) && Number(value) > 0 && Number(value) < least),
  );
}
