/** What Envoy's API says of the value of one field; without a word of it, anything goes. */
export interface ValueFacts {
  /** There has to be something in the text, list or map; `ifThere`: the field may be absent. */
  readonly filled?: 1 | 'ifThere';
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  /** A duration: the bounds are in seconds. */
  readonly seconds?: 1;
  /** An absent field counts as 0 (or the first value of the enum), which is out of bounds. */
  readonly zero?: 1;
  /** 0 is fine beside the bounds. */
  readonly orZero?: 1;
  /** Bounds of the number of items. */
  readonly least?: number;
  readonly most?: number;
  /** Bounds of the length of a text. */
  readonly shortest?: number;
  readonly longest?: number;
  readonly header?: 'name' | 'text' | 'name-strict' | 'text-strict';
  readonly pattern?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
  readonly unique?: 1;
  /** A choice that is made by saying true. */
  readonly true?: 1;
}

/** What Envoy's API says of one field: of its value, of what is in it. */
export interface FieldFacts extends ValueFacts {
  readonly required?: 1;
  /** Full name of the message in the field, in each item of a list, or in each value of a map. */
  readonly of?: string;
  readonly map?: 1;
  readonly each?: ValueFacts;
  readonly keys?: ValueFacts;
}

/** What Envoy's API says of one message. */
export interface MessageFacts {
  readonly fields: Readonly<Record<string, FieldFacts>>;
  /** Of each of these lists, one field has to be there. */
  readonly oneOf: readonly (readonly string[])[];
}
