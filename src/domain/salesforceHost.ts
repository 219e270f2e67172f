/**
 * Hosts that serve Salesforce's APIs and logins: login. and test., a My Domain (sandboxes' included), an instance by its own name.
 * `.mil` is Government Cloud Plus. Sites, Lightning and Setup (`.force.com`, `.site.com`) serve no API to give credentials to.
 * Source: Salesforce Help, "My Domain URL Formats" and "Salesforce Instances".
 */
const API_HOST = /^(?:login|test|(?:[a-z0-9-]+\.)+my|[a-z]{2,4}\d{1,4}[a-z]?(?:-api)?)\.salesforce\.(?:com|mil)$/;

/** @param hostname as a URL has it: lower case, without port */
export function isSalesforceHost(hostname: string): boolean {
  return API_HOST.test(hostname);
}
