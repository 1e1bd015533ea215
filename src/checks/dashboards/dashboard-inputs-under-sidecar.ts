import { defineClusterCheck } from '../check.ts';
import { stringsAt } from '../../kube/json.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import { sidecarName } from '../../backends/grafana/dashboards.ts';
import { perMap } from '../../backends/grafana/find.ts';

/** A dashboard asks for inputs, which only an import by hand fills in. */
export const dashboardInputsUnderSidecar = defineClusterCheck({
  id: 'dashboard-inputs-under-sidecar',
  title: 'A dashboard of the sidecar asks for inputs, which nobody gives it',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) =>
    perMap(world, ({ file, sidecar }) => {
      const inputs = stringsAt(file.dashboard, 'inputs');
      return inputs.length > 0 ? { key: file.key, inputs, sidecar: sidecarName(sidecar) } : undefined;
    }),
  explain: ({ key, inputs, sidecar }, about) => ({
    summary: `${key} of ${title(about)} asks for inputs that only an import by hand gives: ${inputs.join(', ')}.`,
    because: [
      'It was exported "for sharing externally": __inputs and placeholders are in place of the datasource.',
      isConstant(inputs[0])
        ? `${sidecar} gives it to Grafana as it is, whose queries and variables then contain \${${inputs[0] ?? ''}} as it stands.`
        : `${sidecar} gives it to Grafana as it is, whose panels then say: Datasource \${${inputs[0] ?? ''}} was not found.`,
    ],
    remedy: inputs.every(isConstant)
      ? 'Write the values in place of the placeholders, and leave __inputs out.'
      : 'Replace the placeholders by a variable of type datasource ("${datasource}"), and leave __inputs out.',
    fix: {
      kind: 'advise',
      steps: [
        'Export it again without "export for sharing externally"; or import it over the API (promwire dashboard import), or by a GrafanaDashboard with spec.datasources.',
      ],
      whyNotAutomatic: 'Which datasource each input means is for its author to say.',
    },
  }),
});

/** Grafana calls the inputs that it makes of constants VAR_NAME, those of datasources DS_NAME (DashboardExporter.ts). */
function isConstant(input = ''): boolean {
  return input.startsWith('VAR_');
}
