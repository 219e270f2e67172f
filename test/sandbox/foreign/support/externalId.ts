/** A custom field to upsert by, for `POST /salesforce/org`. */
export const externalId = (object: string) => ({
  object,
  name: 'Ext__c',
  type: 'string',
  length: 60,
  externalId: true,
  unique: true,
});
