/** Data of promwire as text, YAML, JSON, SARIF, JUnit, annotations and metrics: `promwire/render`. */
export { gapText } from '../kube/gap-text.ts';
export { reportGithub } from './github.ts';
export { reportJunit } from './junit.ts';
export { reportMetrics } from './metrics.ts';
export { reportJson } from './report-json.ts';
export { reportSarif } from './sarif.ts';
export { writeSnapshot } from './snapshot.ts';
export { checkText } from './text/check.ts';
export { planText } from './text/plan.ts';
export { removalText } from './text/removal.ts';
export { reportText } from './text/report.ts';
export { coloured, plain } from './text/style.ts';
export type { Style } from './text/style.ts';
export { verificationText } from './text/verification.ts';
export { toYaml, toYamlStream } from './yaml.ts';
