import { afterAll } from '@jest/globals';
import { attacks } from './harness.ts';
import { rows } from './observed.rows.ts';
import { stopWired } from './wired.ts';

attacks('what runs in the cluster', rows);
afterAll(stopWired);
