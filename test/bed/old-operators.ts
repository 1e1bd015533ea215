import { programs } from './binaries.ts';

/** Operators that clusters still run: from before ScrapeConfigs were checked, and from before bindings were written. */
export const OLD_OPERATORS = ['0.70.0', '0.79.2'] as const;
export type OldOperator = (typeof OLD_OPERATORS)[number];

/** The program of an operator, of the newest when undefined. */
export const operatorProgram = (old: OldOperator | undefined): string =>
  programs().program(old === undefined ? 'prometheus-operator' : `prometheus-operator-${old}`);

/** The folder of the CRDs that were released with it. */
export const operatorCrds = (old: OldOperator | undefined): string =>
  old === undefined ? programs().crds : programs().crdsOf(`prometheus-operator-${old}`);
