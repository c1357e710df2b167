// The state of a call as its page shows it.
import { type MetadataEntry, type Method, Origin } from '../../../protos/gen/protopipe/v1/call.js';
import type { CallState } from '../../calls/call-state.js';
import type { CallEnd, CallHead, MetadataLine, MethodKind } from './page-messages.js';

export function callHead(state: CallState, title: string, canRepeat: boolean): CallHead {
  const { phase, method, methodName, target, origin, headers, headersElapsedMs, isSendOpen, isCancelling } = state;
  return {
    title,
    method: methodName,
    target,
    kind: method && methodKind(method),
    origin: origin === undefined ? '' : originTexts[origin],
    phase,
    startedAtMs: state.startedAt.getTime(),
    headers: headers?.map(metadataLine),
    headersElapsedMs,
    isSendOpen,
    isCancelling,
    canRepeat,
    end: callEnd(state),
  };
}

export function methodKind({ clientStreaming, serverStreaming }: Method): MethodKind {
  if (clientStreaming) return serverStreaming ? 'bidirectional stream' : 'client stream';
  return serverStreaming ? 'server stream' : 'unary';
}

/** Binary values in base64, as they travel. */
export function metadataLine({ name, value }: MetadataEntry): MetadataLine {
  if (value?.$case === 'binary') return { name, value: Buffer.from(value.value).toString('base64') };
  return { name, value: value?.value ?? '' };
}

const originTexts: Readonly<Record<Origin, string>> = {
  [Origin.UNSPECIFIED]: '',
  [Origin.WORKSPACE]: 'schema from the workspace',
  [Origin.DESCRIPTOR_SET]: 'schema from a descriptor set',
  [Origin.REFLECTION_V1]: 'schema from server reflection',
  [Origin.REFLECTION_V1ALPHA]: 'schema from server reflection (v1alpha)',
};

function callEnd({ finished, failure }: CallState): CallEnd | undefined {
  if (finished) {
    const { code, codeName, message, detailsJson, trailers, elapsedMs, bytesSent, bytesReceived } = finished;
    return {
      code,
      label: codeName,
      message,
      details: detailsJson,
      trailers: trailers.map(metadataLine),
      elapsedMs,
      bytesSent: Number(bytesSent),
      bytesReceived: Number(bytesReceived),
    };
  }
  if (failure === undefined) return undefined;
  const nothing = { details: [], trailers: [], elapsedMs: undefined, bytesSent: 0, bytesReceived: 0 };
  return { code: undefined, label: 'Not finished', message: failure, ...nothing };
}
