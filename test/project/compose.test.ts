import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly user?: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const root = path.join(__dirname, '..', '..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');
const text = read('docker-compose.yml');
const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Service>> };
const dockerfile = read('Dockerfile');

/** They do their work and end; all others run on. */
const STEPS = ['temporal-schema', 'temporal-namespace', 'migrate'];
const lasting = Object.entries(services).filter(([name]) => !STEPS.includes(name));

test('database, Temporal with its schema steps, its Web UI, migration and worker are there', () => {
  expect(Object.keys(services).toSorted()).toEqual([
    'migrate',
    'postgres',
    'temporal',
    'temporal-namespace',
    'temporal-schema',
    'temporal-ui',
    'worker',
  ]);
});

test.each(lasting)('%s comes back after a fault and tells its health', (_name, service) => {
  expect(service.restart).toBe('unless-stopped');
  expect(service.healthcheck?.test[0]).toBe('CMD');
});

test.each(STEPS)('%s is awaited to its end by those that need it, and tried again a few times', (step) => {
  const waiting = Object.values(services).flatMap(({ depends_on: on = {} }) => on[step]?.condition ?? []);
  expect(waiting.length).toBeGreaterThan(0);
  expect(new Set(waiting)).toEqual(new Set(['service_completed_successfully']));
  expect(services[step]?.restart).toMatch(/^on-failure:\d+$/);
});

test('nothing starts before a lasting service it needs is healthy', () => {
  for (const [name, { depends_on: on = {} }] of Object.entries(services))
    for (const [needed, { condition }] of Object.entries(on)) {
      expect(Object.keys(services)).toContain(needed);
      if (!STEPS.includes(needed)) expect([name, condition]).toEqual([name, 'service_healthy']);
    }
});

test.each(Object.entries(services))('%s gains no privileges and opens ports to this machine only', (_name, service) => {
  expect(service.security_opt).toContain('no-new-privileges:true');
  expect(service.cap_drop).toEqual(['ALL']);
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test.each(Object.entries(services).filter(([, { image = '' }]) => !image.startsWith('temporalio/')))(
  '%s does not run as root (Temporal’s images name a user of their own)',
  (_name, { user }) => expect(['node', 'postgres']).toContain(user),
);

test('no image floats: each names a version', () => {
  for (const { image } of Object.values(services)) expect(image).toMatch(/:(?!latest)[\w${}:.-]+$/);
});

test('no secret stands in the files: every password and key comes from the environment, and is demanded', () => {
  const secret = /password|pwd|secret|key/i;
  for (const { environment = {} } of Object.values(services))
    for (const [name, value] of Object.entries(environment))
      if (secret.test(name)) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
  expect(services['worker']?.environment?.['DATABASE_URL']).toMatch(/:\$\{TANDEM_DB_PASSWORD:\?[^}]+\}@/);
  for (const line of read('docker/env.example').split('\n'))
    if (!line.startsWith('#') && line !== '') expect(line).toMatch(/^[A-Z_]+=$/);
  const demanded = new Set([...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name));
  for (const name of demanded) expect(read('docker/env.example')).toContain(`${name}=`);
});

test('every file that is mounted or copied is there, and scripts may be run', () => {
  const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.flatMap((volume) => (volume.startsWith('./') ? [volume.split(':')[0]!] : [])),
  );
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  expect(mounted.length).toBeGreaterThan(0);
  expect(copied).toContain('src');
  for (const name of [...mounted, ...copied]) expect([name, existsSync(path.join(root, name))]).toEqual([name, true]);
  for (const name of copied) expect(read('.dockerignore').split('\n')).toContain(`!${name}`);
});

describe('the image', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  test('is built in a stage of its own, on the Node the project is for', () => {
    expect(stages.length).toBe(2);
    for (const stage of stages) expect(stage).toMatch(/^node:20-slim/);
    expect(last).not.toMatch(/npm (ci|install)/);
  });

  test('runs as node, checks its health, and gets signals itself', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*CMD \["node", "docker\/health\.cjs"\]$/m);
    expect(last).toMatch(/^ENTRYPOINT \["node", "dist\/src\/cli\/main\.js"\]$/m);
    expect(last.indexOf('USER node')).toBeGreaterThan(last.lastIndexOf('COPY'));
  });
});
