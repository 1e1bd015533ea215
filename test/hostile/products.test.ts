import { attacks } from './harness.ts';
import { rows } from './products.rows.ts';

// One after the other: what they cost is time of the processor.
for (const row of rows) attacks('products', [row]);
