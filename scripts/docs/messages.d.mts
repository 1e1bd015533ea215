export interface Message {
  /** As a program prints it. */
  readonly messages: readonly string[];
  /** As a person types it. */
  readonly words: readonly string[];
  readonly means: string;
  /** The id of the check whose page answers it. */
  readonly cause: string;
  readonly command: string;
}
export interface MessageSection {
  readonly section: string;
  readonly entries: readonly Message[];
}
export function readMessages(): readonly MessageSection[];
export function withPhrases(text: string, id: string, sections?: readonly MessageSection[]): string;
