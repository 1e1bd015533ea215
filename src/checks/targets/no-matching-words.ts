import { INSTANCE, TRACK_BY_ANNOTATION } from '../../kube/argocd.ts';
import { title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';
import type { Words } from '../../world/context.ts';
import type { Candidate } from './no-matching-near.ts';

type Cure = Pick<Words, 'remedy' | 'instead' | 'changes' | 'fix'>;

/** What is to be done where a monitor finds no Service or pod. */
export function cureOf(
  kind: string,
  monitor: Ref,
  near?: { readonly object: string; readonly label: string; readonly bare?: Ref },
): Cure {
  return {
    remedy: near
      ? `Put the label ${near.label} on the ${near.object}${near.bare ? '' : ', or ask in spec.selector for what it has'}.`
      : `Make spec.selector match the labels of the ${kind}, or put those labels on the ${kind}.`,
    ...(near?.bare ? { changes: near.bare } : {}),
    fix: {
      kind: 'advise',
      steps: [`Correct spec.selector of ${title(monitor)}, or label the ${kind}.`],
      whyNotAutomatic: `Which ${kind} is meant is known only to the author of the monitor.`,
    },
  };
}

/** Why a Service of a chart has another instance than the chart's own monitor asks for; null: so it seems. */
export function trackedText(application: string | null): string {
  if (application === null)
    return `Their chart gives both one ${INSTANCE}. Argo CD that tracks by label writes the name of its application over it, and leaves selectors as they are.`;
  return `Argo CD tracks by label: it writes the name of its application, ${application}, into ${INSTANCE} of what it applies, and leaves selectors as they are.`;
}

/** The same where Argo CD has overwritten the label: neither selector nor Service is wrong. */
export function cureOfTracking(application: string | null): Cure {
  // No release can have the name of an application in another namespace, "team_web".
  const releaseName =
    application === null || application.includes('_')
      ? []
      : [
          {
            text: `give the Helm release the name of the application (spec.source.helm.releaseName: ${application}), which gives the objects of the chart other names.`,
          },
        ];
  return {
    remedy: `${application === null ? 'If Argo CD applies them, have it' : 'Have Argo CD'} track by annotation, as it does by default since 3.0: set ${TRACK_BY_ANNOTATION}, and sync the application.${application === null ? ' Else make spec.selector match the labels of the Service.' : ''}`,
    ...(releaseName.length > 0 ? { instead: releaseName } : {}),
    changes: { apiVersion: 'v1', kind: 'ConfigMap', name: 'argocd-cm' },
    fix: {
      kind: 'advise',
      steps: [`Set ${TRACK_BY_ANNOTATION}.`],
      whyNotAutomatic: 'It decides how Argo CD finds the objects of all its applications.',
    },
  };
}

/** The object that must be meant, which is the nearest candidate. */
export function nearText(
  { object, label, has, key }: Record<'object' | 'label' | 'key', string> & { readonly has: string | null },
  { labels, instead }: Partial<Candidate> = {},
): string {
  const bare = labels !== undefined && Object.keys(labels).length === 0;
  const lacks = bare ? `has: no labels, and ${label} is asked for` : `lacks ${label}`;
  const what = has === null ? lacks : `has ${key}=${has} in place of ${label}`;
  return `nearest: ${object} ${what}${instead === undefined ? '' : `, but has ${instead}`}`;
}

/** "  shop/web differs in app=web: no label app, but app.kubernetes.io/name=web". */
export function candidateText({ name, differs }: Candidate): string {
  return `  ${name} differs in ${differs.join('; ')}`;
}
