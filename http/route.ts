import type { z } from 'zod';
import type { ErrorCode } from '../domain/errors.ts';
import type { Principal, Role } from '../domain/principal.ts';
import type { Hono } from 'hono';
import { authenticated, callerOf, requirePerson, requireRole, type Keys } from './authenticate.ts';
import { atMost, parseJson, requireMediaType } from './bodies.ts';
import { bodyMaxBytes, type Ctx, type Env } from './context.ts';
import { parseAs } from './parse.ts';

/**
 * Who may call: anybody; whoever is known (by a session or an API key), a person, a holder of a role; or who signs the body.
 * A signature is checked by the handler, over the bytes that came, so it reads the body itself.
 */
export type Caller = 'anybody' | 'key' | 'person' | OfRole | OfPerson | 'signature';
interface OfRole {
  readonly role: Role;
  /** A deed that no service does, whatever its roles. */
  readonly personWho?: string;
}
/** A deed of persons alone, whatever their roles. */
interface OfPerson {
  readonly personWho: string;
}

export interface Body {
  readonly schema: z.ZodType;
  readonly mediaTypes: readonly string[];
  readonly maxBytes: number;
  readonly example: unknown;
  /** Handed on as it came: a reader of its own judges what the schema only describes. */
  readonly unread?: true;
}
/** A JSON body of the usual size. */
export const json = <S extends z.ZodType>(schema: S, example: z.input<S>) => ({
  schema,
  example,
  mediaTypes: ['application/json'],
  maxBytes: bodyMaxBytes,
});

/** What a route is, told once: the gateway reads requests by it, and /openapi.json shows it. */
export interface RouteSpec {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/v1/corrections/{requestId}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  readonly caller: Caller;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Headers by their names; others are not looked at. */
  readonly headers?: z.ZodObject;
  readonly body?: Body;
  /** What is said when it is done, by status; 201 and 202 name an address in Location. */
  readonly answers: Readonly<Partial<Record<200 | 201 | 202, z.ZodType>>>;
  /** Codes beside those that follow from the fields above (`codesOf` in openapi.ts). */
  readonly problems?: readonly ErrorCode[];
}

/** A value as it is told: what the schema describes, and nobody changes. */
export type Told<S> = S extends z.ZodType ? DeepReadonly<z.output<S>> : never;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** An answer in the form that the route promises for its status. */
export type Answer<A extends RouteSpec['answers']> = {
  [S in keyof A]: { readonly status: S; readonly body: Told<A[S]> } & (S extends 200
    ? object
    : { readonly location: string });
}[keyof A];

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type BodyOf<B> = B extends Body ? (B extends { readonly unread: true } ? unknown : Parsed<B['schema']>) : undefined;

/** What a handler is given, read and checked. */
export interface Input<S extends RouteSpec> {
  readonly principal: S['caller'] extends 'anybody' | 'signature' ? undefined : Principal;
  readonly params: Parsed<S['params']>;
  readonly query: Parsed<S['query']>;
  readonly headers: Parsed<S['headers']>;
  readonly body: S['caller'] extends 'signature' ? undefined : BodyOf<S['body']>;
} // prettier-ignore

/** Does what a route is for. Every "no" is thrown, as Refused or as Problem. */
type Handler<S extends RouteSpec> = (input: Input<S>, c: Ctx) => Promise<Answer<S['answers']>>;

export interface Route {
  readonly spec: RouteSpec;
  readonly handle: (c: Ctx, keys: Keys) => Promise<Response>;
}

/** What a route is, to be bound to what it does; in two steps, so that the types of the first are known in the second. */
export const route = <const S extends RouteSpec>(spec: S) => ({
  answeredBy: (handler: Handler<S>): Route => ({
    spec,
    handle: async (c, keys) => {
      const input = (await read(c, keys, spec)) as Input<S>; // parsed by the schemas of S
      return answered(c, (await handler(input, c)) as AnyAnswer);
    },
  }),
});

export const isKeyed = (caller: Caller): boolean => caller !== 'anybody' && caller !== 'signature';

/** Puts a route into the gateway. The caller is known before anything of the body is read. */
export function mount(app: Hono<Env>, keys: Keys, { spec, handle }: Route): void {
  const { method, path, caller, body } = spec;
  const guards = [...(isKeyed(caller) ? [authenticated(keys)] : []), ...(body ? [atMost(body.maxBytes)] : [])];
  app.on(method.toUpperCase(), [path.replaceAll(/\{(\w+)\}/g, ':$1')], ...guards, (c) => handle(c, keys));
}

async function read(c: Ctx, keys: Keys, spec: RouteSpec): Promise<Record<keyof Input<RouteSpec>, unknown>> {
  const { caller, params, query, headers, body } = spec;
  const principal = isKeyed(caller) ? callerOf(c) : undefined;
  if (principal && caller === 'person') requirePerson(principal);
  if (principal && typeof caller === 'object') {
    if (caller.personWho !== undefined) requirePerson(principal, caller.personWho);
    if ('role' in caller) await requireRole(keys, principal, caller);
  }
  return {
    principal,
    params: params && parseAs(params, c.req.param()),
    headers: headers && parseAs(headers, headersOf(c, headers)),
    query: query && parseAs(query, queryOf(c)),
    body: body && caller !== 'signature' ? await readBody(c, body) : undefined,
  };
}

async function readBody(c: Ctx, { schema, mediaTypes, unread }: Body): Promise<unknown> {
  requireMediaType(c, mediaTypes);
  const body = parseJson(await c.req.text());
  return unread ? body : parseAs(schema, body);
}

const headersOf = (c: Ctx, { shape }: z.ZodObject): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, c.req.header(name)]));

/** A parameter may stand once: one that stands twice is a list, which no schema takes. */
const queryOf = (c: Ctx): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(c.req.queries()).map(([name, all]) => [name, all.length === 1 ? all[0] : all]));

interface AnyAnswer {
  readonly status: 200 | 201 | 202;
  readonly body: object;
  readonly location?: string;
}

const answered = (c: Ctx, { status, body, location }: AnyAnswer): Response =>
  c.json(body, status, location === undefined ? {} : { Location: location });
