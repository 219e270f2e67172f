# syntax=docker/dockerfile:1

FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package's install script is needed: the embedded database is not used in a container.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
COPY workflows workflows
COPY activities activities
COPY sandbox sandbox
RUN node scripts/build.mjs && npm prune --omit=dev --ignore-scripts

FROM node:20-slim
# Temporal's client trusts the system's certificates, of which the slim image has none.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
# Those of `tandem up`’s bounds for its worker (src/cli/up/keepWorker.ts) that may stand here.
ENV NODE_OPTIONS="--max-old-space-size=1024 --max-semi-space-size=16"
WORKDIR /app
# Owned by root: the worker can read its program, not change it.
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY docker/health.cjs docker/health.cjs
USER node
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "docker/health.cjs"]
# exec form: SIGTERM reaches node, which drains.
ENTRYPOINT ["node", "dist/src/cli/main.js"]
CMD ["worker"]
