export interface LeadStatus {
  readonly label: string;
  readonly default: boolean;
  readonly converted: boolean;
}

export interface ValueSetting {
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
  readonly active: boolean;
}

/** Of a dependent picklist: which values go with which value of the controlling field. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

export interface CustomField {
  readonly object: string;
  readonly name: string;
  readonly label: string | null;
  /** As in describe, or as Setup calls it: see customField.ts. */
  readonly type: string;
  readonly length: number;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly required: boolean;
  readonly defaultValue: string | number | boolean | null;
  readonly values: readonly ValueSetting[];
  readonly restricted: boolean;
  readonly controller: string | null;
  readonly dependencies: Dependencies;
  readonly referenceTo: readonly string[];
  /** Name of the children at the parent: `Orders` makes `Orders__r`. */
  readonly relationshipName: string | null;
  readonly displayFormat: string | null;
}

export interface CustomObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
}

export interface FieldName {
  readonly object: string;
  readonly field: string;
  /** Whom it is about, by username; null: everybody. */
  readonly users: readonly string[] | null;
}

/** A row for which the condition (what may follow WHERE) holds is refused with the message. */
export interface ValidationRule {
  readonly object: string;
  readonly condition: string;
  readonly message: string;
  /** The field the message stands beside; null: the top of the page. */
  readonly field: string | null;
}

export interface DuplicateRule {
  readonly object: string;
  /** All equal and none blank: a duplicate. */
  readonly fields: readonly string[];
  /** `alert` lets a caller pass who asks for it (allowSave); `block` never does. */
  readonly action: 'alert' | 'block';
}

export interface AssignmentRule {
  readonly object: string;
  /** Username or queue of the new owner. */
  readonly owner: string;
  readonly notify: boolean;
  readonly autoResponse: boolean;
}

export interface Picklist {
  readonly object: string;
  readonly field: string;
  readonly values: readonly ValueSetting[];
  readonly restricted: boolean;
  readonly controller: string | null;
  readonly dependencies: Dependencies;
}

export interface RecordType {
  readonly object: string;
  readonly name: string;
  readonly developerName: string;
  readonly active: boolean;
  readonly default: boolean;
  /** Picklists that offer only some of their values here. */
  readonly picklists: Readonly<Record<string, readonly string[]>>;
}

export type ObjectAction = 'read' | 'create' | 'edit' | 'delete';
export const PERMISSIONS = [
  'apiEnabled',
  'marketingUser',
  'bulkApiHardDelete',
  'convertLeads',
  'setAuditFields',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface UserSetting {
  readonly username: string;
  /** Fields of the User record. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Those not named are granted. */
  readonly permissions: Readonly<Partial<Record<Permission, boolean>>>;
  /** By object in lower case: what the user may do; objects not named are open. */
  readonly objects: Readonly<Record<string, readonly ObjectAction[]>>;
}

export interface OrgSettings {
  readonly leadStatuses: readonly LeadStatus[];
  readonly customObjects: readonly CustomObject[];
  readonly customFields: readonly CustomField[];
  readonly requiredFields: readonly FieldName[];
  readonly validationRules: readonly ValidationRule[];
  readonly duplicateRules: readonly DuplicateRule[];
  readonly assignmentRules: readonly AssignmentRule[];
  readonly personAccounts: boolean;
  readonly dailyApiRequests: number;
  /** Calls that may be open longer than `longCallMs` at a time. */
  readonly concurrentApiRequests: number;
  readonly longCallMs: number;
  readonly picklists: readonly Picklist[];
  readonly recordTypes: readonly RecordType[];
  /** Names of queues: they may own leads. */
  readonly queues: readonly string[];
  /** Field-level security: absent in describe and SOQL, refused on write. */
  readonly hiddenFields: readonly FieldName[];
  readonly readOnlyFields: readonly FieldName[];
  readonly removedFields: readonly FieldName[];
  readonly users: readonly UserSetting[];
  /** How long a written record stays locked against other requests. */
  readonly lockMs: number;
  /** A writer waits so long for a lock (10 s in an org); when it is free by then the write goes through, at once. */
  readonly lockWaitMs: number;
  /** How long a bulk job takes for each internal batch of 10,000 rows; 0: done when closed. */
  readonly bulkBatchMs: number;
  /** A bulk job fails after so many rows, the rest unprocessed; null: never. */
  readonly bulkFailAfter: number | null;
}
