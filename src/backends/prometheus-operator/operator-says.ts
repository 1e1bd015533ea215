/*
 * What to do about sentences of the operator that stop a whole stack. The words are those of alertmanager v0.31.1
 * config/config.go:665-740 and of prometheus-operator v0.93.0 pkg/alertmanager/operator.go:936-970.
 */

interface Cure {
  readonly says: RegExp;
  /** A whole sentence; `name`: what the sentence of the operator names. */
  readonly todo: (name: string) => string;
}

const CURES: readonly Cure[] = [
  {
    says: /undefined receiver "([^"]*)" used in route/,
    todo: (name) =>
      `Define the receiver, - name: ${JSON.stringify(name)}, or take the route out that names it. In kube-prometheus-stack the list alertmanager.config.receivers replaces the chart's whole list, while the chart's routes stay: repeat - name: "null" in it, with its quotes.`,
  },
  {
    says: /undefined time interval "([^"]*)" used in route/,
    todo: (name) =>
      `Define the interval, - name: ${JSON.stringify(name)} in time_intervals, or take it out of the route.`,
  },
  {
    says: /(missing name in receiver)/,
    todo: () => 'Give every receiver a name; an unquoted null is no name: write - name: "null" with its quotes.',
  },
  {
    says: /notification config name "([^"]*)" is not unique/,
    todo: (name) => `Keep one receiver ${JSON.stringify(name)}, with all its integrations.`,
  },
  {
    says: /failed to get global AlertmanagerConfig: .*"([^"]+)" not found/,
    todo: (name) =>
      `Create AlertmanagerConfig ${name} in the namespace of the Alertmanager, or correct spec.alertmanagerConfiguration.name.`,
  },
];

/** What to do about a sentence of the operator; undefined: nothing more is known than what it says. */
export function cureOf(message: string): string | undefined {
  for (const { says, todo } of CURES) {
    const match = says.exec(message);
    if (match) return todo(match[1] ?? '');
  }
  return undefined;
}
