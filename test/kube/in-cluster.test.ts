import { describe, expect, it } from '@jest/globals';
import { inAnyCluster, inCluster } from '../../src/kube/in-cluster.ts';

describe('a command of one cluster', () => {
  it.each([
    ['kubectl get pods -n shop', 'kubectl --context prod get pods -n shop'],
    [
      'Look: kubectl describe pod -n a b; kubectl logs -n a b.',
      'Look: kubectl --context prod describe pod -n a b; kubectl --context prod logs -n a b.',
    ],
    [
      'promwire policy -n a | kubectl apply -f -',
      'promwire policy --context prod -n a | kubectl --context prod apply -f -',
    ],
    ['helm upgrade web r/web -n shop', 'helm --kube-context prod upgrade web r/web -n shop'],
    ['flux reconcile helmrelease web', 'flux --context prod reconcile helmrelease web'],
    ['promwire setup', 'promwire setup --context prod'],
    ['promwire check service/web -n shop', 'promwire check --context prod service/web -n shop'],
    // They ask no cluster, or are no commands.
    ['kubectl kustomize .', 'kubectl kustomize .'],
    ['helm template . | promwire explain x-y', 'helm template . | promwire explain x-y'],
    ['run promwire setup, which leaves it alone', 'run promwire setup, which leaves it alone'],
    ['promwire fix --context other', 'promwire fix --context other'],
  ])('%s', (line, becomes) => {
    expect(inCluster(line, ' --context prod')).toBe(becomes);
    expect(inCluster(line, '')).toBe(line);
  });

  it('takes a name as it is, and can be compared with that of another cluster', () => {
    const line = inCluster('kubectl get pods', " --kubeconfig a.yaml --context '$& $1 b'");
    expect(line).toBe("kubectl --kubeconfig a.yaml --context '$& $1 b' get pods");
    expect(inAnyCluster(JSON.stringify([line, 'x']))).toBe('["kubectl get pods","x"]');
  });
});
