/** Which addresses answered in one run of promwire: each try of one that does not would cost its whole time-out again. */
import type { Unanswered } from '../../model/index.ts';
import type { Exchange } from './answer.ts';

/** What is known of one address. */
export interface Contact {
  /** The user gave it: who listens there, and whether its name exists, does not change by itself. */
  readonly given: boolean;
  /** It answered once, whatever it said. */
  answered: boolean;
  /** It never answered, and is not asked again. */
  silent?: Unanswered;
}

/** The contact of an address that nobody was asked at yet. */
export function newContact(given: boolean): Contact {
  return { given, answered: false };
}

/** Contacts by the names of instances, each made once. */
export function contacts(): (name: string) => Contact {
  const known = new Map<string, Contact>();
  return (name) => {
    const contact = known.get(name) ?? newContact(false);
    known.set(name, contact);
    return contact;
  };
}

/** Keeps what an exchange tells of its address. */
export function remember(contact: Contact, exchange: Exchange): void {
  if (exchange.kind === 'answer') contact.answered = true;
  else if (!contact.answered && (exchange.reason === 'timeout' || (contact.given && exchange.reason === 'unreachable')))
    contact.silent = { ...exchange, silent: true };
}
