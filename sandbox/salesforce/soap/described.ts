import { describeGlobal, describeObject } from '../describe.js';
import type { Org } from '../org.js';
import type { ObjectView } from '../schema.js';

/**
 * Describe results as SOAP words them: what REST says without its addresses, with those of pages in the browser, elements in the schema's
 * order, which typed clients insist on. Source: SOAP API Developer Guide, describeSObjects() and describeGlobal().
 */
export const soapDescribe = (org: Org, view: ObjectView, version: string, origin: string): unknown => {
  const pages = `${origin}/{ID}`;
  return inOrder({
    ...(describeObject(org, view, version) as object),
    compactLayoutable: !view.def.readOnly,
    idEnabled: true,
    searchLayoutable: !view.def.readOnly,
    urlDetail: pages,
    urlEdit: `${pages}/e`,
    urlNew: `${origin}/${view.def.keyPrefix ?? ''}/e`,
  });
};

export const soapDescribeGlobal = (org: Org, version: string): unknown => {
  const { sobjects, ...rest } = describeGlobal(org, version) as { readonly sobjects: readonly object[] };
  return inOrder({ ...rest, sobjects: sobjects.map((one) => ({ ...one, idEnabled: true })) });
};

/** REST's alone. */
const UNKNOWN = ['urls', 'associateEntityType', 'associateParentEntity'];

/** By name, as the WSDL lists them. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !UNKNOWN.includes(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, inOrder(one)]),
  );
}
