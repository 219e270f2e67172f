import type { FastifyRequest } from 'fastify';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gzipStored } from './gzipStored.js';

/** A compressed upload may swell to this, no further. */
const MOST_UNPACKED = 160 * 1024 * 1024;
/** Answers between these are squeezed; smaller and bigger ones cost more to squeeze than to send on loopback: they are only wrapped. */
const LEAST_SQUEEZED = 1024;
const MOST_SQUEEZED = 8 * 1024;
/** JSON bigger than this is not even wrapped. */
const MOST_WRAPPED = 128 * 1024;

/** A body as text, unpacked where the caller packed it. Throws on what is no gzip. */
export function unpacked(request: FastifyRequest, body: Buffer): string {
  const encoding = (request.headers['content-encoding'] ?? '').toLowerCase();
  return (encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: MOST_UNPACKED }) : body).toString('utf8');
}

const wantsGzip = (request: FastifyRequest): boolean =>
  /\bgzip\b/i.test([request.headers['accept-encoding'] ?? ''].flat().join());

/**
 * The answer packed, when the caller takes it so; null to send it as it is. Big pages of JSON go as they are: unwrapping them costs a client more than reading
 * them, and the pages oblige the org to nothing. Source: REST API Developer Guide, Compression.
 */
export function packed(request: FastifyRequest, body: Buffer, type: string): Buffer | null {
  if (!wantsGzip(request) || (body.length > MOST_WRAPPED && type.startsWith('application/json'))) return null;
  // So little is squeezed sooner than another thread is woken.
  return body.length < LEAST_SQUEEZED || body.length > MOST_SQUEEZED ? gzipStored(body) : gzipSync(body, { level: 1 });
}

export const textOf = (request: FastifyRequest): string => (typeof request.body === 'string' ? request.body : '');
export const originOf = (request: FastifyRequest): string =>
  `${request.protocol}://${request.headers.host ?? '127.0.0.1'}`;

export function split(url: string): { readonly pathname: string; readonly search: string } {
  const at = url.indexOf('?');
  return at < 0 ? { pathname: url, search: '' } : { pathname: url.slice(0, at), search: url.slice(at + 1) };
}

/** Parameters in the body, as they should be, or in the address. */
export function form(request: FastifyRequest): URLSearchParams {
  const params = new URLSearchParams(split(request.url).search);
  for (const [name, value] of new URLSearchParams(textOf(request))) params.set(name, value);
  return params;
}

/** Bytes of the address and of all headers. */
export function headBytes(request: FastifyRequest): number {
  return request.raw.rawHeaders.reduce((sum, text) => sum + text.length + 2, Buffer.byteLength(request.url));
}
