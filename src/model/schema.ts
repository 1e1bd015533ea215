/** The schemas by which the API server takes objects, as promwire carries them. */
import type { Json } from './kube.ts';

/** One part of a schema; other parts are named by their number in `nodes`. Absent says: anything. */
export interface SchemaNode {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'int-or-string' | 'quantity';
  readonly properties?: Readonly<Record<string, number>>;
  /** What the fields are that `properties` does not name. */
  readonly values?: number;
  readonly items?: number;
  /** Fields that nothing names are kept. */
  readonly open?: true;
  /** It is decoded into Go: a null is no value, and of fields nothing but their type is asked. */
  readonly go?: true;
  readonly nullable?: boolean;
  readonly default?: Json;
  readonly required?: readonly string[];
  readonly enum?: readonly Json[];
  /** In JavaScript's syntax. */
  readonly pattern?: string;
  readonly format?: 'date-time' | 'byte' | 'int32' | 'int64';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Fields by which the items of a list differ. */
  readonly keys?: readonly string[];
  /** No item is there twice. */
  readonly set?: true;
  /** Rules in CEL. */
  readonly rules?: readonly { readonly rule: string; readonly message: string }[];
}

/** All of them. `roots`: the part of each "group/version/Kind" ("v1/Service"); `metadata`: that of metadata. */
export interface Schemas {
  readonly roots: Readonly<Record<string, number>>;
  readonly metadata: number;
  readonly nodes: readonly SchemaNode[];
}
