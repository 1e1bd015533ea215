import { attacks } from './harness.ts';
import { rows } from './secrets.rows.ts';

attacks('secrets', rows);
