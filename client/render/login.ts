import { roleNamesOf } from '../../domain/principal.ts';
import type { SessionAnswer } from '../directory-api.ts';
import type { Look } from '../terminal.ts';
import { momentText } from './wording.ts';

/** Who is signed in, what he is, until when. */
export const renderLogin = ({ person, expiresAt }: SessionAnswer, look: Look): string =>
  `${look.paint('green', person.id)} is signed in until ${momentText(expiresAt)} (${roleNamesOf(person).join(', ') || 'no role'}).`;

export const renderLogout = ({ person }: { readonly person: string }): string => `${person} is signed out.`;
