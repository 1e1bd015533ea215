/** The queries of a dashboard as Prometheus takes them: what Grafana would fill in is filled in. */
import type { DashboardSpec, DashboardVariable } from '../../../model/index.ts';

export interface DashboardQuery {
  readonly panel: string;
  readonly expr: string;
}

/** What is chosen in a dashboard: values by variable (those that are not here are at "All"), and a time range. */
export interface Choices {
  readonly values?: Readonly<Record<string, string>>;
  /** A Prometheus duration; 1h where absent. */
  readonly range?: string;
}

/** RE2's special characters, as Grafana escapes them in a variable's value. */
function escaped(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\\\$&');
}

/** An expression with the dashboard's variables and Grafana's own filled in, for a step of one minute. */
export function fillIn(expr: string, spec: DashboardSpec, { values = {}, range = '1h' }: Choices): string {
  const filled: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      spec.variables.map(({ name, required }) => {
        const value = values[name];
        if (value === undefined) return [name, '.*'];
        // A variable of one value stands after `=`, where only the string's own rules count.
        return [name, required ? value.replaceAll(/[\\"]/g, '\\$&') : escaped(value)];
      }),
    ),
    __range: range,
    __rate_interval: '5m',
    __interval: '1m',
  };
  const open = spec.variables.filter(({ name, required }) => required && values[name] === undefined);
  // Nothing equals ".*": where one value is to be chosen and none is, any will do.
  const any = open.reduce((text, { name }) => text.replaceAll(`="$${name}"`, '=~".*"'), expr);
  return any.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => filled[name] ?? whole);
}

/** The instant query whose series tell a variable's values by their label `label`. */
export function variableQuery(
  variable: DashboardVariable,
  spec: DashboardSpec,
  choices: Choices,
): { readonly expr: string; readonly label: string } {
  const match = /^label_values\((.*), (\w+)\)$/.exec(variable.query);
  if (!match) throw new Error(`variable ${variable.name}: ${variable.query} is not a label_values() query`);
  const [, series = '', label = ''] = match;
  return { expr: `group by (${label}) (${fillIn(series, spec, choices)})`, label };
}

/** Every query of every panel, in order. */
export function dashboardQueries(spec: DashboardSpec, choices: Choices = {}): readonly DashboardQuery[] {
  return spec.rows.flatMap((row) =>
    row.panels.flatMap((panel) =>
      panel.queries.map((query) => ({ panel: panel.title, expr: fillIn(query.expr, spec, choices) })),
    ),
  );
}
