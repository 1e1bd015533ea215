import type { Program } from './kubelet-standin.ts';
import { mapPaths } from './mounts.ts';
import type { PodSurroundings } from './pod-process.ts';
import { runPodProcess } from './pod-process.ts';
import { fillIn } from './prometheus-config.ts';

/** Plays the config reloader and the kubelet for a Pod of an Alertmanager: the real one, alone, without its cluster. */
export const alertmanagerProgram =
  (around: PodSurroundings): Program =>
  (context) =>
    runPodProcess(
      around,
      {
        program: 'alertmanager',
        port: 9093,
        configKey: 'alertmanager.yaml',
        configVolume: 'config-volume',
        overrides: (address) => [`--web.listen-address=${address}:9093`, '--cluster.listen-address='],
        adapt: (text, { env, paths }) =>
          fillIn(text, env)
            .split('\n')
            .map((line) => mapPaths(line, paths))
            .join('\n'),
      },
      context,
    );
