import { reference, systemFields, text } from '../fields.js';
import type { CustomObject } from '../settingShapes.js';
import type { ObjectDef } from '../shapes.js';

/** A custom object as Setup makes it: a name and an owner; its custom fields are settings of their own. Prefixes begin at a00, in the order made. */
export const customObjectDef = ({ name, label, labelPlural }: CustomObject, at: number): ObjectDef => ({
  name,
  label,
  labelPlural,
  keyPrefix: `a${at.toString(36).toUpperCase().padStart(2, '0')}`,
  readOnly: false,
  mergeable: false,
  custom: true,
  fields: [
    ...systemFields(true),
    text('Name', 80, { required: true, nameField: true, idLookup: true }),
    reference('OwnerId', ['Group', 'User'], { required: true, initial: '' }),
  ],
});
