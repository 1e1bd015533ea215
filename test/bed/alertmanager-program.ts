import type { Program } from './kubelet-standin.ts';
import { mapPaths } from './mounts.ts';
import type { PodSurroundings } from './pod-process.ts';
import { runPodProcess } from './pod-process.ts';

/** The real Alertmanager of a Pod, alone, without its cluster. */
export const alertmanagerProgram =
  (around: PodSurroundings): Program =>
  (context) =>
    runPodProcess(
      around,
      {
        program: 'alertmanager',
        port: 9093,
        overrides: (address) => [`--web.listen-address=${address}:9093`, '--cluster.listen-address='],
        adapt: (text, { paths }) =>
          text
            .split('\n')
            .map((line) => mapPaths(line, paths))
            .join('\n'),
      },
      context,
    );
