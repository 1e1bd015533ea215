import { attacks } from './harness.ts';
import { rows } from './prometheus.rows.ts';

attacks('prometheus', rows);
