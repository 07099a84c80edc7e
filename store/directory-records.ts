import type { ServiceRole } from '../domain/api-key.ts';
import type { Grant, PrincipalType, Role } from '../domain/principal.ts';
import type { Delegation } from '../domain/separation.ts';

/** What no admin decides, so that it takes neither a second one nor a version. */
export interface OwnFields {
  /** Grants that an identity provider has taken away, for when it gives them back: with the same kinds and ceiling. */
  readonly shelved?: readonly Grant[];
  /** How he reads amounts and times: BCP 47 and IANA; the deployment's unless said otherwise. */
  readonly locale?: string;
  readonly zone?: string;
}

/** Somebody or something that acts. `_id` is lower case. */
export interface PersonRecord extends OwnFields {
  readonly _id: string;
  readonly type: PrincipalType;
  readonly name?: string;
  readonly email?: string;
  readonly unit?: string;
  readonly roles: readonly Grant[];
  readonly owners?: readonly string[];
  readonly onBehalfOf?: string;
  readonly status: 'active' | 'suspended' | 'revoked';
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  /** Grows with every change. */
  readonly version: number;
}

/** A person who is signed in; the token itself is kept nowhere. */
export interface SessionRecord {
  /** sha256 of the token, hex. */
  readonly _id: string;
  readonly personId: string;
  /** One of the console opens no command line, nor the other way round. */
  readonly via: 'cli' | 'console';
  /** Last use of one of the console, exact to a minute. */
  readonly seenAt?: Date;
  /** As the identity provider says. */
  readonly locale?: string;
  readonly zone?: string;
  /** What was written on a page when it asked to sign in again. */
  readonly draft?: { readonly path: string; readonly text: string };
  /** When the person proved who he is. */
  readonly authAt: Date;
  readonly expiresAt: Date;
  readonly endedAt?: Date;
}

/** A sign-in at the identity provider that has begun; it ends once, in the browser that began it. */
export interface SignInRecord {
  /** sha256 of the state, hex. */
  readonly _id: string;
  /** sha256 of what the browser's cookie holds, hex. */
  readonly browser: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
  /** Exactly as the provider was told. */
  readonly redirectUri: string;
  /** Where to go then: a path of ours. */
  readonly goTo: string;
  /** Somebody signs in again: who he must be, and what he had written. */
  readonly again?: { readonly personId: string; readonly text?: string };
  readonly expiresAt: Date;
  readonly usedAt?: Date;
}

/** What a signed-in person has given the command line, to be changed for a session of its own once. */
export interface SignInCodeRecord {
  /** sha256 of the code, hex. */
  readonly _id: string;
  readonly personId: string;
  /** PKCE S256: only who asked can use it. */
  readonly challenge: string;
  readonly redirectUri: string;
  /** Of the browser that said yes; when it is over, so is the code. */
  readonly session: string;
  /** When the person proved who he is. */
  readonly authAt: Date;
  readonly expiresAt: Date;
  readonly usedAt?: Date;
}

/** A change of the directory that waits for a second admin, or for its time (section 1). */
export interface DirectoryChangeRecord {
  readonly _id: string;
  readonly personId: string;
  /** What the principal would be: the whole record, so that what is confirmed is what was asked. */
  readonly next: Omit<PersonRecord, '_id' | 'version' | keyof OwnFields>;
  /** The version that it was asked for; another one now makes it void. */
  readonly fromVersion: number;
  readonly askedBy: string;
  readonly askedAt: Date;
  /** With one admin alone it takes effect by itself at this time. */
  readonly takesEffectAt?: Date;
  /** `void`: the principal has changed since, or the change would break a rule by now. */
  readonly state: 'waiting' | 'confirmed' | 'refused' | 'void';
  /** Why it takes two, for people. */
  readonly why: readonly string[];
  /** Absent when it took effect by itself. */
  readonly closedBy?: string;
  readonly closedAt?: Date;
}

export interface DelegationRecord extends Omit<Delegation, 'id'> {
  readonly _id: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly endedBy?: string;
}

/** A service's key. What is presented is `csk_{_id}_{secret}`; the secret itself is kept nowhere. */
export interface ApiKeyRecord {
  /** Begins with the time it was made: ids sort by age. */
  readonly _id: string;
  /** The service, in the one spelling that is kept: lower case. */
  readonly principalId: string;
  readonly name?: string;
  /** sha256 of the secret, hex. */
  readonly hash: string;
  readonly roles: readonly ServiceRole[];
  readonly createdAt: Date;
  /** The person who gave it out, and who answers for what it asks. */
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  readonly revokedBy?: string;
  /** Exact to a minute. */
  readonly lastUsedAt?: Date;
}

/** Who gave what to whom, and who took it back: lines are only ever added. */
export interface DirectoryLogRecord {
  /** `{keyId}:{deed}`: a deed is written once. */
  readonly _id: string;
  readonly at: Date;
  readonly actor: string;
  readonly deed:
    | 'key_created'
    | 'key_revoked'
    | 'initialised'
    | 'principal_added'
    | 'principal_changed'
    | 'change_asked'
    | 'change_confirmed'
    | 'change_refused'
    | 'delegated'
    | 'delegation_ended';
  readonly keyId?: string;
  readonly principalId: string;
  readonly roles?: readonly Role[];
  readonly detail?: string;
}
