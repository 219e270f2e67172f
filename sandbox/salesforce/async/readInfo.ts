import { refuse } from '../apiError.js';
import type { Call } from '../api/call.js';
import { BadXml, node, parseXml, textIn } from '../soap/xml.js';
import { speaksJson } from './shown.js';

/** The fields of a job as sent, in JSON or XML. Throws InvalidJob. */
export function readInfo(call: Call): Readonly<Record<string, string>> {
  return speaksJson(call) || call.body.trimStart().startsWith('{') ? fromJson(call.body) : fromXml(call.body);
}

function fromJson(body: string): Readonly<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw refuse('InvalidJob', 'Failed to parse JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('InvalidJob', 'A job must be an object');
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])),
  );
}

function fromXml(body: string): Readonly<Record<string, string>> {
  try {
    const info = node(parseXml(body)['jobInfo']);
    return Object.fromEntries(
      Object.entries(info).flatMap(([name, one]) => {
        const text = textIn(one);
        return text === null || name.startsWith('@_') ? [] : [[name, text]];
      }),
    );
  } catch (error) {
    if (!(error instanceof BadXml)) throw error;
    throw refuse('InvalidJob', `Failed to parse XML: ${error.message}`);
  }
}
