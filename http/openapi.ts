import { z } from 'zod';
import {
  createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject,
} from 'zod-openapi'; // prettier-ignore
import type { ErrorCode } from '../domain/errors.ts';
import { statusOf } from './problems.ts';
import { isKeyed, route, type Route, type RouteSpec, type Told } from './route.ts';
import { problemOf } from './schemas/problem.ts';

const openApi = z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument' });

/** `GET /openapi.json`: what all routes are, itself among them; made when it is asked for the first time. */
export function openApiRoute(routes: () => readonly Route[]): Route {
  let document: Told<typeof openApi> | undefined;
  return route({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tag: 'gateway',
    summary: 'This document.',
    caller: 'anybody',
    answers: { 200: openApi },
  }).answeredBy(async () => {
    document ??= { ...documentOf(routes().map(({ spec }) => spec)) };
    return { status: 200, body: document };
  });
}

/** Every code that a route may answer with: what follows from who calls and what is sent, and what it names itself. */
export function codesOf({ caller, query, body, problems = [] }: RouteSpec): readonly ErrorCode[] {
  const codes: readonly (ErrorCode | false)[] = [
    'HOST_REFUSED',
    isKeyed(caller) && 'LOGIN_REQUIRED',
    isKeyed(caller) && 'PRINCIPAL_SUSPENDED',
    (caller === 'person' || typeof caller === 'object') && 'FORBIDDEN_PRINCIPAL',
    caller === 'signature' && 'SIGNATURE_INVALID',
    (query ?? body) !== undefined && 'MALFORMED',
    (query ?? body) !== undefined && 'UNKNOWN_FIELD',
    body !== undefined && 'BODY_TOO_LARGE',
    ...problems,
    caller !== 'anybody' && 'UNAVAILABLE',
    'INTERNAL',
  ];
  return [...new Set(codes.filter((code) => code !== false))];
}

function documentOf(specs: readonly RouteSpec[]) {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {};
  for (const spec of specs) paths[spec.path] = { ...paths[spec.path], [spec.method]: operationOf(spec) };
  return createDocument(
    {
      openapi: '3.1.1',
      info: { title: 'Countersign', version: '1', description: 'Safe corrections of invoices.' },
      servers: [{ url: '/' }],
      paths,
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description:
              "A session's token (a person) or an API key (a service or an agent); it takes the role that is named.",
          },
          signature: {
            type: 'apiKey',
            in: 'header',
            name: 'webhook-signature',
            description: 'Standard Webhooks, over webhook-id, webhook-timestamp and the body.',
          },
        },
      },
    },
    // A format says it better than the pattern that zod writes beside it.
    {
      override: ({ jsonSchema }) => {
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      },
    },
  );
}

function operationOf(spec: RouteSpec): ZodOpenApiOperationObject {
  const { operationId, tag, summary, params, query, headers, body } = spec;
  return {
    operationId,
    tags: [tag],
    summary,
    security: securityOf(spec),
    requestParams: {
      ...(params ? { path: params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(body
      ? {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              body.mediaTypes.map((type) => [type, { schema: body.schema, example: body.example }]),
            ),
          },
        }
      : {}),
    responses: { ...answersOf(spec), ...problemsOf(spec) },
  };
}

/** Roles of a key may be named since OpenAPI 3.1. */
function securityOf({ caller }: RouteSpec): Record<string, string[]>[] {
  if (caller === 'anybody') return [];
  if (caller === 'signature') return [{ signature: [] }];
  return [{ key: typeof caller === 'object' && 'role' in caller ? [caller.role] : [] }];
}

const location = z.string().meta({ description: 'Its address.' });

function answersOf({ answers }: RouteSpec): ZodOpenApiResponsesObject {
  const described = { 200: 'Done.', 201: 'Made.', 202: 'Taken in; it is not over.' };
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: described[status as unknown as keyof typeof described],
        ...(status === '200' ? {} : { headers: z.object({ Location: location }) }),
        content: { 'application/json': { schema } },
      },
    ]),
  );
}

/** One response for each status, with the codes that share it. */
function problemsOf(spec: RouteSpec): ZodOpenApiResponsesObject {
  const codes = codesOf(spec);
  return Object.fromEntries(
    [...new Set(codes.map(statusOf))].map((status) => {
      const some = codes.filter((code) => statusOf(code) === status);
      const content = { 'application/problem+json': { schema: problemOf(status, some) } };
      return [status, { description: some.join(', '), content }];
    }),
  );
}
