import { attacks } from './harness.ts';
import { rows } from './kubeconfig.rows.ts';

attacks('kubeconfig', rows);
