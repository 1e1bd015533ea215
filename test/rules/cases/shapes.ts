/** Labels in every form that a scrape leaves them in. */
import { both, type Case, CHANGING, healthy, minutes } from './case.ts';
import { check, shapes, type Shape } from '../series.ts';

export const ofShapes: readonly Case[] = both.flatMap((version) =>
  (Object.keys(shapes) as Shape[]).map((shape) => {
    // Version 3 keys its checks by name alone, so two of one name can not both be exposed.
    const names = version === 'v2' ? ['probes/dns', 'edge/dns'] : ['probes/dns', 'edge/http'];
    // Version 3 under enforcement and honorLabels: the check's own namespace is lost.
    const lost = version === 'v3' && shape === 'enforced namespace label and honorLabels';
    return {
      name: `labels as left by ${shape}`,
      version,
      series: [
        ...healthy(version, 60, shape),
        ...names.flatMap((full) => {
          const [namespace, name] = full.split('/') as [string, string];
          return check({
            version,
            name,
            namespace,
            shape,
            phases: [
              { steps: 10, state: 'ok' },
              { steps: 50, state: 'failed', error: CHANGING },
            ],
          });
        }),
      ],
      looks: [
        {
          at: minutes(12),
          firing: names.map((full) => ({
            alert: 'KuberhealthyCheckFailing',
            check: lost ? `monitors/${full.split('/')[1]}` : full,
          })),
        },
      ],
      between: ['KuberhealthyCheckErrorTextsUnbounded'],
    };
  }),
);
