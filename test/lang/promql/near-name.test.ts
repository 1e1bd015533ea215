import { describe, expect, it } from '@jest/globals';
import { nearMetric, nearWord } from '../../../src/lang/promql/near-name.ts';

describe('the metric that was meant', () => {
  it.each([
    ['lab_upp', 'lab_up'],
    ['kube_pod_contianer_info', 'kube_pod_container_info'],
    ['kube_pod_containr_info', 'kube_pod_container_info'],
    ['http_requests', 'http_requests_total'],
    ['http_request_duration', 'http_request_duration_seconds_bucket'],
    ['node_memory_memtotal_bytes', 'node_memory_MemTotal_bytes'],
    ['kubernetes_pod_names', 'kubernetes_pod_name'],
    ['node_filesystem_bytes_avail', 'node_filesystem_avail_bytes'],
    ['kubelet_volumestats_bytes', 'kubelet_volume_stats_bytes'],
    ['process_resident_memroy_byte', 'process_resident_memroy_bytes'],
  ])('of %s is %s', (name, meant) => {
    expect(nearMetric(name, ['aaa', meant, 'zzz'])).toBe(meant);
  });

  it.each([
    ['node_load5', 'node_load1'],
    ['node_network_rx_bytes', 'node_network_tx_bytes'],
    ['cache_get_duration', 'cache_set_duration'],
    ['queue_size_min', 'queue_size_max'],
    ['container_fs_reads_total', 'container_fs_writes_total'],
    ['etcd_server_has_leader', 'etcd_server_is_leader'],
    ['pods_unavailable', 'pods_available'],
    ['targets_inactive', 'targets_active'],
    ['kube_job_failed', 'kube_job_complete'],
    ['x_v2_total', 'x_v1_total'],
    ['up', 'go'],
  ])('of %s is not %s', (name, other) => {
    expect(nearMetric(name, [other])).toBeUndefined();
  });
});

describe('the word that was meant', () => {
  it.each([
    ['namesapce', 'namespace'],
    ['Runing', 'Running'],
    ['idel', 'idle'],
    ['GET', 'get'],
    ['kubelets', 'kubelet'],
    ['alertmanager-mian', 'alertmanager-main'],
  ])('of %s is %s', (word, meant) => {
    expect(nearWord(word, ['other', meant])).toBe(meant);
  });

  it.each([
    ['500', '200'],
    ['eth0', 'eth1'],
    ['unhealthy', 'healthy'],
    ['inactive', 'active'],
    ['Failed', 'Running'],
    ['in', 'out'],
    ['PUT', 'GET'],
    ['MemoryPressure', 'DiskPressure'],
  ])('of %s is not %s', (word, other) => {
    expect(nearWord(word, [other])).toBeUndefined();
  });
});
