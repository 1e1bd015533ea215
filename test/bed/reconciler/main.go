// A small application built on controller-runtime, as most operators are: it reconciles the ConfigMaps of one namespace,
// and fails for those that say so. Its metrics are those that the library gives to every one of them.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"time"

	corev1 "k8s.io/api/core/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

func main() {
	metrics := flag.String("metrics", "127.0.0.1:8080", "address of the page of metrics")
	namespace := flag.String("namespace", "default", "whose ConfigMaps")
	flag.Parse() // --kubeconfig is the library's own
	ctrl.SetLogger(zap.New())
	manager, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Metrics: server.Options{BindAddress: *metrics},
		Cache:   cache.Options{DefaultNamespaces: map[string]cache.Config{*namespace: {}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := reconciling(manager); err != nil {
		log.Fatal(err)
	}
	if err := manager.Start(ctrl.SetupSignalHandler()); err != nil {
		log.Fatal(err)
	}
}

func reconciling(manager ctrl.Manager) error {
	reader := manager.GetClient()
	return ctrl.NewControllerManagedBy(manager).For(&corev1.ConfigMap{}).Complete(
		reconcile.Func(func(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
			var found corev1.ConfigMap
			if err := reader.Get(ctx, request.NamespacedName, &found); err != nil {
				return ctrl.Result{}, client.IgnoreNotFound(err)
			}
			if found.Data["fails"] == "yes" {
				return ctrl.Result{}, errors.New("it says that it fails")
			}
			return ctrl.Result{RequeueAfter: time.Second}, nil
		}))
}
