/** One flag: what it takes, and one line of help. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** The word for its value in help; absent: the flag takes none. */
  readonly value?: string;
  readonly many?: boolean;
  /** What a value must look like, and that in words. */
  readonly form?: { readonly pattern: RegExp; readonly words: string };
  /** The only values it takes. */
  readonly oneOf?: readonly string[];
  /** How the value is read; absent: as text. */
  readonly reads?: 'duration' | 'labels' | 'object-labels';
  /** The longest duration it takes, in hours. */
  readonly hours?: number;
  /** What it means without a value: then a word behind it is one only where it looks like it. */
  readonly bare?: { readonly value: string; readonly looks: RegExp };
  /** The flag without which it means nothing, and why. */
  readonly with?: { readonly flag: string; readonly why: string };
  readonly help: string;
}

/** RFC 1123 label, as the API server demands it. */
export const NAMESPACE: NonNullable<Flag['form']> = {
  pattern: /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
  words: 'A namespace is at most 63 small letters, digits and dashes, such as monitoring.',
};
