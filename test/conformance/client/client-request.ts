// ClientCompatRequest and the outcome of its call, as JSON has them: what is at its default is absent.

export interface Header {
  readonly name: string;
  readonly value?: readonly string[];
}

export interface AnyMessage {
  readonly '@type': string;
  readonly [field: string]: unknown;
}

export interface ClientRequest {
  readonly testName?: string;
  readonly httpVersion?: string;
  readonly protocol?: string;
  readonly codec?: string;
  readonly compression?: string;
  readonly host?: string;
  readonly port?: number;
  /** Base64. */
  readonly serverTlsCert?: string;
  readonly clientTlsCreds?: { readonly cert?: string; readonly key?: string };
  readonly messageReceiveLimit?: number;
  readonly service?: string;
  readonly method?: string;
  readonly streamType?: string;
  readonly useGetHttpMethod?: boolean;
  readonly requestHeaders?: readonly Header[];
  readonly requestMessages?: readonly AnyMessage[];
  readonly timeoutMs?: number;
  readonly requestDelayMs?: number;
  readonly cancel?: {
    readonly beforeCloseSend?: object;
    readonly afterCloseSendMs?: number;
    readonly afterNumResponses?: number;
  };
}

export interface ClientResult {
  readonly responseHeaders: readonly Header[];
  /** Of type ConformancePayload. */
  readonly payloads: readonly unknown[];
  readonly error?: { readonly code: number; readonly message: string; readonly details: readonly unknown[] };
  readonly responseTrailers: readonly Header[];
  readonly numUnsentRequests: number;
}
