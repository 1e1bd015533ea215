import { afterAll } from '@jest/globals';
import { attacks } from './harness.ts';
import { rows } from './port-forward.rows.ts';
import { stopWired } from './wired.ts';

attacks('port-forward', rows);
afterAll(stopWired);
