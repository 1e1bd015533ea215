import { rows } from './files.rows.ts';
import { attacks } from './harness.ts';

attacks('files', rows);
