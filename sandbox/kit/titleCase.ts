import type { ServerResponse } from 'node:http';

const known = new Map<string, string>();

/** `content-type` → `Content-Type`. */
export function titled(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = name.replace(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
  known.set(name, made);
  return made;
}

/**
 * Header names go out as the vendors write them. HTTP says case means nothing, but clients written against the real thing look names up as they stand
 * (airbyte-source-salesforce dies of `content-type`); Fastify writes lower case only.
 */
export function titleCase(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => setHeader(titled(name), value);
  const writeHead = response.writeHead.bind(response) as (status: number, headers?: object) => ServerResponse;
  response.writeHead = ((status: number, headers?: object) =>
    writeHead(
      status,
      headers === undefined
        ? undefined
        : Object.fromEntries(Object.entries(headers).map(([name, value]) => [titled(name), value as unknown])),
    )) as ServerResponse['writeHead'];
}
