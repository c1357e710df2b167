// A gRPC server for duplex streams: services as grpc-js defines them, handlers as its servers take them, on our own
// HTTP/2. Where its streams come from is the business of others.
import type { Duplex } from 'node:stream';
import {
  type ServiceDefinition,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { contentTypeField, fieldValue } from './grpc-fields.js';
import { fieldsOfStatus } from './grpc-status.js';
import { Http2Connection } from './h2/connection.js';
import { type HeaderField, repeatedField, singleField } from './h2/header-field.js';
import type { Http2Stream, StreamConsumer } from './h2/stream.js';
import { defaultMaxMessageBytes, type PipeLimits } from './limits.js';
import { type MethodKind, runHandler } from './run-handler.js';
import { ServerCall, type ServerCallOptions } from './server-call.js';

interface Method extends ServerCallOptions, MethodKind {
  readonly handle: UntypedHandleCall;
}

/** Takes streams for a server. Those of one injector can be ended without those of another. */
export interface ConnectionInjector {
  /** The stream belongs to the server from here on. */
  injectConnection(stream: Duplex): void;
  /** Lets running calls finish for `graceMs`, then ends them; no call is taken any more. */
  drain(graceMs: number): void;
  /** Ends all at once. */
  destroy(): void;
}

/** Serves the same services on any number of streams. */
export class PipeServer {
  readonly #methods = new Map<string, Method>();
  readonly #maxMessageBytes: number;

  constructor({ maxMessageBytes = defaultMaxMessageBytes }: Pick<PipeLimits, 'maxMessageBytes'> = {}) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Throws when a method is served already. One without a handler is answered with UNIMPLEMENTED. */
  addService(service: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    for (const [name, definition] of Object.entries(service)) {
      const { path, originalName, requestStream, responseStream } = definition;
      const handle = implementation[name] ?? (originalName === undefined ? undefined : implementation[originalName]);
      if (this.#methods.has(path)) throw new Error(`${path} is served already`);
      if (!handle) continue;
      this.#methods.set(path, {
        path,
        requestStream,
        responseStream,
        maxMessageBytes: this.#maxMessageBytes,
        serialize: definition.responseSerialize,
        deserialize: definition.requestDeserialize,
        handle: handle.bind(implementation),
      });
    }
  }

  /** `windowBytes`: what a client may send on a stream, and on a connection, before it has been read. */
  createConnectionInjector({ windowBytes }: { windowBytes: number }): ConnectionInjector {
    const connections = new Set<Http2Connection>();
    const destroy = () => {
      for (const connection of connections) connection.destroy();
    };
    return {
      injectConnection: (stream) => {
        const connection = new Http2Connection(
          stream,
          {
            onRequest: (request, fields) => this.#onRequest(request, fields),
            onClose: () => connections.delete(connection),
          },
          { role: 'server', windowBytes },
        );
        connections.add(connection);
      },
      drain(graceMs) {
        for (const connection of connections) connection.drain();
        setTimeout(destroy, graceMs).unref();
      },
      destroy,
    };
  }

  #onRequest(stream: Http2Stream, fields: readonly HeaderField[]): StreamConsumer {
    const contentType = fieldValue(fields, 'content-type') ?? '';
    if (!/^application\/grpc(\+|;|$)/.test(contentType)) return refuse(stream, [singleField(':status', '415')]);
    if (fieldValue(fields, ':method') !== 'POST') return refuse(stream, [singleField(':status', '405')]);
    const path = fieldValue(fields, ':path') ?? '';
    const method = this.#methods.get(path);
    if (!method) {
      const details = `The server does not implement the method ${path}`;
      return refuse(stream, fieldsOfStatus(answerFields, { code: status.UNIMPLEMENTED, details }));
    }
    const call = new ServerCall(stream, fields, method);
    if (!call.hasEnded) runHandler(call, method, method.handle);
    return call;
  }
}

/** A server for `listenPipe` and `serveBackend`, with the same message limits as a channel. */
export function createPipeServer(limits: Pick<PipeLimits, 'maxMessageBytes'> = {}): PipeServer {
  return new PipeServer(limits);
}

const answerFields = [repeatedField(':status', '200'), contentTypeField];

function refuse(stream: Http2Stream, fields: readonly HeaderField[]): StreamConsumer {
  stream.sendHeaders(fields, true);
  return deaf;
}

/** For calls that were answered before they were read. */
const deaf: StreamConsumer = { onHeaders() {}, onData() {}, onEnd() {}, onReset() {} };
