import { rows } from './api-server.rows.ts';
import { attacks } from './harness.ts';

attacks('the API server', rows);
