import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program's standard output; throws when it fails. */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return (await promisify(execFile)(program, args, { env, maxBuffer: 1 << 28 })).stdout;
}

/** One call of the sandbox's control server. */
export async function call(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}`);
  const text = await answer.text();
  return text === '' ? null : (JSON.parse(text) as unknown);
}
