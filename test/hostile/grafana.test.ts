import { attacks } from './harness.ts';
import { rows } from './grafana.rows.ts';

attacks('grafana', rows);
