import { attacks } from './harness.ts';
import { rows } from './memory.rows.ts';

// One after the other: each fills a connection as fast as the machine can.
for (const row of rows) attacks('memory', [row]);
