import { attacks } from './harness.ts';
import { rows } from './plugin.rows.ts';

attacks('plugin', rows);
