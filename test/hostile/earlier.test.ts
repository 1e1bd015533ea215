import { attacks } from './harness.ts';
import { rows } from './earlier.rows.ts';

attacks('what got through once', rows);
