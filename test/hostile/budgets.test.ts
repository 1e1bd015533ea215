import { attacks } from './harness.ts';
import { rows } from './budgets.rows.ts';

// One after the other: what they cost is time of the processor, which several at once would count for one another.
for (const row of rows) attacks('budgets', [row]);
