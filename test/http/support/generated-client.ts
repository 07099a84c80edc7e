import { OpenAPIClientAxios, type OpenAPIClient, type UnknownOperationMethod } from 'openapi-client-axios';
import type { Answering, Send } from './conformance.ts';
import { conforming, keyOf, openApi } from './gateway.ts';

/** Calls an operation by its id; a problem is an answer like any other. */
export type GeneratedClient = (
  operationId: string,
  ...given: Parameters<UnknownOperationMethod>
) => ReturnType<UnknownOperationMethod>;

/** A client made from /openapi.json at run time; every answer is held against the document. */
export async function clientFor(app: Answering, as?: string, send?: Send): Promise<GeneratedClient> {
  const checked = send ?? (await conforming());
  const fetch = async (input: URL | Request | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const body = await request.text();
    return checked(app, request.url, {
      method: request.method,
      headers: request.headers,
      ...(body === '' ? {} : { body }),
    });
  };
  const client: OpenAPIClient = await new OpenAPIClientAxios({
    definition: await openApi(),
    axiosConfigDefaults: {
      baseURL: 'http://localhost',
      adapter: 'fetch',
      env: { fetch },
      validateStatus: () => true,
      headers: as === undefined ? {} : { authorization: `Bearer ${keyOf(as)}` },
    },
  }).init();
  return (operationId, ...given) => {
    const operation = client[operationId];
    if (!operation) throw new Error(`the document has no operation ${operationId}`);
    return operation(...given);
  };
}
