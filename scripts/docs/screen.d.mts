/** The text of docs/images/first-screen.svg. */
export function firstScreen(): string;
