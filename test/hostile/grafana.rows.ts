/** A Grafana at --grafana-url, or what stands in front of it, misbehaves. */
import type { Attack } from './harness.ts';
import * as manners from './manners.ts';
import { grafanaAt } from './servers.ts';

export const rows: readonly Attack[] = [
  { name: 'shows a login page', with: manners.loginPage, says: 'the answer is not JSON, as of a login page' },
].map(({ name, with: manner, says }) => ({
  name: `Grafana: ${name}`,
  arrange: grafanaAt(() => manner),
  argv: ['dashboard', 'import', '--variant', 'v3'],
  code: 3,
  says,
}));
