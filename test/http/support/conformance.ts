import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIV3_1 } from 'openapi-client-axios';

/** Answers requests without a socket, as a Hono application does. */
export interface Answering {
  readonly request: (path: string, init: RequestInit) => Response | Promise<Response>;
}

export type OpenApi = OpenAPIV3_1.Document;

/** Sends a request; throws unless the document promises what comes back, and what was taken in. */
export type Send = (app: Answering, path: string, init: RequestInit) => Promise<Response>;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly spec: OpenAPIV3_1.OperationObject;
}

export const operationsOf = ({ paths = {} }: OpenApi): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, spec]) => ({ method, path, spec: spec as Operation['spec'] })),
  );

/** What a schema inside the document says about a value; the address is a JSON pointer, part by part. */
export function createValidate(document: OpenApi): (at: readonly string[], value: unknown) => readonly string[] {
  // Strict but for what is OpenAPI and no JSON Schema.
  const keywords = [...Object.keys(document), 'discriminator'];
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, keywords });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  return (at, value) => {
    const pointer = at.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const validate = ajv.getSchema(`openapi#/${pointer}`);
    if (!validate) return [`there is no schema at ${pointer}`];
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '(root)'} ${message}`);
  };
}

/** Holds real requests and answers against the document. */
export function createSend(document: OpenApi): Send {
  const validate = createValidate(document);
  const operations = operationsOf(document).map((one) => ({
    ...one,
    pattern: new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));

  function whyNot(
    { path, method, spec }: Operation,
    response: Response,
    sent: unknown,
    body: unknown,
  ): readonly string[] {
    const status = String(response.status);
    const type = response.headers.get('content-type') ?? '';
    const promised = spec.responses?.[status];
    if (!promised || '$ref' in promised || !promised.content?.[type]) return [`${status} as ${type} is not promised`];
    const missing = Object.keys(promised.headers ?? {}).filter((name) => !response.headers.has(name));
    const at = ['paths', path, method];
    return [
      ...missing.map((name) => `${status} without ${name}`),
      ...validate([...at, 'responses', status, 'content', type, 'schema'], body),
      ...(response.ok && spec.requestBody
        ? validate([...at, 'requestBody', 'content', 'application/json', 'schema'], sent).map(
            (error) => `taken in: ${error}`,
          )
        : []),
    ];
  }

  return async (app, path, init) => {
    const response = await app.request(path, init);
    const { pathname } = new URL(path, 'http://localhost');
    const operation = operations.find(
      ({ method, pattern }) => method === init.method?.toLowerCase() && pattern.test(pathname),
    );
    if (!operation) {
      if (response.status !== 404) throw new Error(`${init.method} ${pathname} is not in the document`);
      return response;
    }
    const sent: unknown = response.ok && typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const wrong = whyNot(operation, response, sent, await response.clone().json());
    if (wrong.length > 0) throw new Error(`${operation.spec.operationId} lies: ${wrong.join('; ')}`);
    return response;
  };
}
