/** A Prometheus at --prometheus-url, or what stands in front of it, misbehaves. */
import type { Attack } from './harness.ts';
import { ESCAPES } from './manners.ts';
import * as manners from './manners.ts';
import { prometheusAt } from './servers.ts';

export const rows: readonly Attack[] = [
  {
    name: 'an error with escapes',
    with: manners.says(422, { status: 'error', errorType: 'execution', error: ESCAPES }),
  },
].map(({ name, with: manner }) => ({
  name: `Prometheus: ${name}`,
  arrange: prometheusAt(() => manner),
  argv: ['dashboard', 'preview', '--variant', 'v3'],
  code: 3,
  says: '',
}));
