# promwire for CI and CronJobs: npm run build && docker build -t promwire . (docs/in-cluster.md)
# Node and nothing else: no shell, no package manager. The digest is that of the index for all platforms, under the tag
# nonroot; a newer one replaces it here.
FROM gcr.io/distroless/nodejs24-debian12:nonroot@sha256:14d42e2511532589a7c7e01a753667a74fcc96266e137e8125006b87b0c32d0a
LABEL org.opencontainers.image.source="https://github.com/promwire/promwire" \
      org.opencontainers.image.licenses="Apache-2.0"
# Licences of what is bundled are at the end of the program.
COPY LICENSE dist/promwire.mjs /promwire/
# Where a repository is mounted.
WORKDIR /repository
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/promwire/promwire.mjs"]
CMD ["check"]
