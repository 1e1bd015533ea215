/** What can be named of each profile on a command line, for a shell, which must not wait for its rules and dashboards. */
export const PROFILE_NAMES: readonly {
  readonly id: string;
  readonly title: string;
  readonly variants: readonly string[];
}[] = [{ id: 'kuberhealthy', title: 'Kuberhealthy', variants: ['v3', 'v2'] }];
