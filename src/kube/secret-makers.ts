import { secret } from './maker.ts';
import type { Maker } from './maker.ts';

/** Kinds that hold, fetch or issue Secrets. */
export const SECRET_MAKERS: readonly Maker[] = [
  {
    group: 'external-secrets.io',
    kind: 'ExternalSecret',
    makes: [secret('{spec.target.name}', '{name}')],
    source: 'external-secrets apis/externalsecrets/v1/externalsecret_types.go ExternalSecretTarget.Name',
  },
  {
    group: 'external-secrets.io',
    kind: 'ClusterExternalSecret',
    anywhere: true,
    makes: [secret('{spec.externalSecretSpec.target.name}', '{spec.externalSecretName}', '{name}')],
    source: 'external-secrets apis/externalsecrets/v1/clusterexternalsecret_types.go',
  },
  {
    group: 'bitnami.com',
    kind: 'SealedSecret',
    makes: [secret('{spec.template.metadata.name}', '{name}')],
    source: 'sealed-secrets pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go Unseal',
  },
  {
    group: 'cert-manager.io',
    kind: 'Certificate',
    makes: [secret('{spec.secretName}')],
    source: 'cert-manager pkg/apis/certmanager/v1/types_certificate.go SecretName',
  },
  ...['Issuer', 'ClusterIssuer'].map((kind): Maker => ({
    group: 'cert-manager.io',
    kind,
    ...(kind === 'Issuer' ? {} : { anywhere: true }),
    makes: [secret('{spec.acme.privateKeySecretRef.name}')],
    source: 'cert-manager pkg/apis/acme/v1/types_issuer.go ACMEIssuer.PrivateKey',
  })),
  {
    group: 'trust.cert-manager.io',
    kind: 'Bundle',
    anywhere: true,
    makes: [{ kind: 'ConfigMap', names: ['{name}'] }, secret('{name}')],
    source: 'trust-manager pkg/apis/trust/v1alpha1/types_bundle.go BundleTarget',
  },
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map((kind): Maker => ({
    group: 'secrets.hashicorp.com',
    kind,
    makes: [secret('{spec.destination.name}')],
    source: 'vault-secrets-operator api/v1beta1/common.go Destination',
  })),
  {
    group: 'secrets-store.csi.x-k8s.io',
    kind: 'SecretProviderClass',
    makes: [secret('{spec.secretObjects.secretName}')],
    source: 'secrets-store-csi-driver apis/v1/secretproviderclass_types.go SecretObject',
  },
  {
    group: 'onepassword.com',
    kind: 'OnePasswordItem',
    makes: [secret('{name}')],
    source: '1password onepassword-operator internal/controller/onepassworditem_controller.go',
  },
  {
    group: 'isindir.github.com',
    kind: 'SopsSecret',
    makes: [secret('{spec.secretTemplates.name}')],
    source: 'sops-secrets-operator api/v1alpha3/sopssecret_types.go SopsSecretTemplate',
  },
  {
    group: 'secrets.infisical.com',
    kind: 'InfisicalSecret',
    makes: [secret('{spec.managedSecretReference.secretName}')],
    source: 'infisical k8-operator/api/v1alpha1/infisicalsecret_types.go',
  },
];
