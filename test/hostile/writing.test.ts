import { attacks } from './harness.ts';
import { rows } from './writing.rows.ts';

attacks('writing', rows);
