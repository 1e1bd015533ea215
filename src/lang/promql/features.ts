/** What an expression may use beyond plain PromQL; all off unless the Prometheus enables them. */
export interface Features {
  readonly experimentalFunctions: boolean;
  readonly durationExpressions: boolean;
  readonly extendedRangeSelectors: boolean;
  readonly binopFillModifiers: boolean;
  /** Version of the operator that reads the expression, with the parser of its time; absent: the newest. */
  readonly operator?: string;
}

/** Decodes a Prometheus' spec.enableFeatures as the operator does (pkg/prometheus/server/rules.go:60-71 of v0.93.0). */
export function featuresOf(enabled: readonly string[] = [], operator?: string): Features {
  return {
    experimentalFunctions: enabled.includes('promql-experimental-functions'),
    durationExpressions: enabled.includes('promql-duration-expr'),
    extendedRangeSelectors: enabled.includes('promql-extended-range-selectors'),
    binopFillModifiers: enabled.includes('promql-binop-fill-modifiers'),
    ...(operator === undefined ? {} : { operator }),
  };
}
