import { describe, expect, it } from '@jest/globals';
import { inTurns } from '../../../src/io/turns.ts';
import { indexing, indexOfNames, nearMetric, nearWord, resembling } from '../../../src/lang/promql/near-name.ts';

describe('the metric that was meant', () => {
  it.each([
    ['lab_upp', 'lab_up'],
    ['kube_pod_contianer_info', 'kube_pod_container_info'],
    ['kube_pod_containr_info', 'kube_pod_container_info'],
    ['kube_pod_conatiner_info', 'kube_pod_container_info'],
    ['kube_pod_contaimer_info', 'kube_pod_container_info'],
    ['http_requests', 'http_requests_total'],
    ['http_requests_total', 'http_requests'],
    ['http_wait_milliseconds', 'http_wait_seconds'],
    ['node_memory_memtotal_bytes', 'node_memory_MemTotal_bytes'],
    ['kubelet_volumestats_bytes', 'kubelet_volume_stats_bytes'],
    ['prometheus_http_reqeusts_total', 'prometheus_http_requests_total'],
    ['prometheus_http_requessts_total', 'prometheus_http_requests_total'],
    ['prometheus_http_adress_total', 'prometheus_http_address_total'],
  ])('of %s is %s', (name, meant) => {
    expect(nearMetric(name, indexOfNames(['aaa', meant, 'zzz']))).toBe(meant);
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
    ['node_nfs_requests_total', 'node_nfsd_requests_total'],
    ['container_fs_reads_total', 'container_fs_reads_bytes_total'],
    ['windows_logical_disk_read_seconds_total', 'windows_logical_disk_read_bytes_total'],
    ['app_items_dequeued_total', 'app_items_enqueued_total'],
    ['app_imports_total', 'app_exports_total'],
    ['app_size_minimum', 'app_size_maximum'],
    ['app_increase_total', 'app_decrease_total'],
    ['app_encrypted_total', 'app_decrypted_total'],
    ['app_attached_total', 'app_detached_total'],
    ['app_job_complete', 'app_job_completed'],
    ['app_receive_total', 'app_received_total'],
    ['app_page_total', 'app_pages_total'],
    ['app_pending_items', 'app_sending_items'],
    ['app_promote_total', 'app_nopromote_total'],
    ['app_mcast_total', 'app_ucast_total'],
    ['app_read_count', 'app_read_bytes'],
    ['app_mem', 'app_mem_bytes'],
    ['app_reads_sum', 'app_reads_count'],
    ['app_stats_total', 'app_status_total'],
    ['app_waiting_total', 'app_writing_total'],
    ['app_polled_total', 'app_pulled_total'],
    ['app_order_total', 'app_orders_total'],
    ['app_routes_total', 'app_routers_total'],
    ['app_created_total', 'app_creates_total'],
    ['node_to_pod_bytes', 'pod_to_node_bytes'],
  ])('of %s is not %s', (name, other) => {
    expect(nearMetric(name, indexOfNames([other]))).toBeUndefined();
  });

  it('is none where there are two, and none where the word stands in other names', () => {
    expect(nearMetric('app_reqeusts', indexOfNames(['app_requests', 'app_Requests']))).toBeUndefined();
    expect(nearMetric('app_http', indexOfNames(['app_http_total', 'app_http_bytes']))).toBeUndefined();
    expect(nearMetric('app_trails_total', indexOfNames(['app_trials_total', 'other_trails_total']))).toBeUndefined();
  });

  it('is told as one that resembles it where it may be another', () => {
    const index = indexOfNames(['node_nfsd_requests_total', 'container_fs_reads_bytes_total', 'up']);
    expect(resembling('node_nfs_requests_total', index)).toEqual(['node_nfsd_requests_total']);
    expect(resembling('container_fs_reads_total', index)).toEqual(['container_fs_reads_bytes_total']);
    expect(resembling('shop_orders_total', index)).toEqual([]);
  });

  it('of 1,000 names is looked for in 300,000 in little time', () => {
    const index = indexOfNames(Array.from({ length: 300_000 }, (_, i) => `app_requests_${word(i)}_total`));
    const begun = performance.now();
    for (let i = 0; i < 1000; i += 1) {
      const name = `app_reqeusts_${word(i * 37)}_total`;
      expect(nearMetric(name, index)).toBe(name.replace('reqeusts', 'requests'));
      resembling(`app_requests_${word(i)}x_total`, index);
    }
    expect(performance.now() - begun).toBeLessThan(5000);
  }, 60_000);
});

it('indexing many names is cut off by a signal', async () => {
  const names = Array.from({ length: 300_000 }, (_, i) => `app_requests_${word(i)}_total`);
  const begun = performance.now();
  await expect(inTurns(indexing(names), AbortSignal.timeout(50))).rejects.toThrow('timeout');
  expect(performance.now() - begun).toBeLessThan(1000);
}, 60_000);

/** A word without digits for each number. */
const word = (i: number): string => [...String(i)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('a');

describe('the word that was meant', () => {
  it.each([
    ['namesapce', 'namespace'],
    ['Runing', 'Running'],
    ['GET', 'get'],
    ['Pendign', 'Pending'],
  ])('of %s is %s', (value, meant) => {
    expect(nearWord(value, ['other', meant])).toBe(meant);
  });

  it('may be short where that is asked for', () => {
    expect(nearWord('wbe', ['web', 'node'])).toBeUndefined();
    expect(nearWord('wbe', ['web', 'node'], 3)).toBe('web');
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
    ['internal', 'external'],
    ['PATCH', 'WATCH'],
    ['order', 'orders'],
    ['idel', 'idle'],
    ['kubelets', 'kubelet'],
    ['interval', 'internal'],
  ])('of %s is not %s', (value, other) => {
    expect(nearWord(value, [other])).toBeUndefined();
  });
});
