// Server reflection as a source: grpc.reflection.v1, and v1alpha where the server does not know that.
import { type ClientDuplexStream, type Metadata, status } from '@grpc/grpc-js';
import { RpcError } from '../../../pipe/index.js';
import {
  ServerReflectionRequest,
  ServerReflectionResponse,
  ServerReflectionService,
} from '../../../protos/gen/grpc/reflection/v1/reflection.js';
import { ServerReflectionService as ServerReflectionAlphaService } from '../../../protos/gen/grpc/reflection/v1alpha/reflection.js';
import type { Connection } from '../target/connection.js';
import { explainFailure } from '../target/explain-failure.js';
import type { DescriptorSource, Origin } from './descriptor-source.js';

type Question = NonNullable<ServerReflectionRequest['messageRequest']>;
type Answer = NonNullable<ServerReflectionResponse['messageResponse']>;
type Stream = ClientDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;

/** The messages of both versions are the same on the wire. */
const paths = {
  'reflection-v1': ServerReflectionService.serverReflectionInfo.path,
  'reflection-v1alpha': ServerReflectionAlphaService.serverReflectionInfo.path,
} as const;

export interface ReflectionOptions {
  /** Sent with the reflection call. */
  readonly metadata: Metadata;
  /** For everything that is asked together; without it each answer has `answerTimeoutMs`. */
  readonly deadline?: Date;
}

/** For one answer when there is no deadline. */
const answerTimeoutMs = 10_000;

export interface ReflectionSource extends DescriptorSource {
  close(): void;
}

/**
 * Asks over one stream, which is opened with the first question. Rejects with an RpcError: UNIMPLEMENTED when the server
 * has no reflection, else the status of the reflection call.
 */
export function reflectionSource(connection: Connection, options: ReflectionOptions): ReflectionSource {
  const at = connection.target.display;
  let version: keyof typeof paths = 'reflection-v1';
  let stream: ReflectionStream | undefined;

  const ask = async (question: Question, signal: AbortSignal): Promise<Answer | undefined> => {
    for (;;) {
      stream ??= openStream(connection, paths[version], options);
      try {
        return await stream.ask(question, signal);
      } catch (error) {
        stream = undefined;
        const failure = RpcError.from(error);
        if (failure.code !== status.UNIMPLEMENTED) {
          throw new RpcError(failure.code, `server reflection: ${failure.message}`, { metadata: failure.metadata });
        }
        if (version === 'reflection-v1alpha') {
          throw new RpcError(status.UNIMPLEMENTED, `${at} has no server reflection`);
        }
        version = 'reflection-v1alpha';
      }
    }
  };

  const files = (answer: Answer | undefined): Uint8Array[] | undefined => {
    if (answer?.$case === 'errorResponse') {
      const { errorCode, errorMessage } = answer.value;
      if (errorCode === status.NOT_FOUND || errorCode === status.INVALID_ARGUMENT) return undefined;
      throw new RpcError(status.FAILED_PRECONDITION, `server reflection: ${errorMessage} (code ${errorCode})`);
    }
    if (answer?.$case !== 'fileDescriptorResponse') return unexpected(at);
    return answer.value.fileDescriptorProto;
  };

  return {
    name: at,
    get origin(): Origin {
      return version;
    },
    async services(signal) {
      const answer = await ask({ $case: 'listServices', value: '' }, signal);
      if (answer?.$case !== 'listServicesResponse') return unexpected(at);
      return answer.value.service.map(({ name }) => name);
    },
    filesOfSymbol: async (symbol, signal) => files(await ask({ $case: 'fileContainingSymbol', value: symbol }, signal)),
    async fileByName(name, signal) {
      return files(await ask({ $case: 'fileByFilename', value: name }, signal))?.[0];
    },
    close: () => stream?.close(),
  };
}

function unexpected(at: string): never {
  throw new RpcError(status.FAILED_PRECONDITION, `server reflection of ${at} gave an answer to another question`);
}

interface ReflectionStream {
  ask(question: Question, signal: AbortSignal): Promise<Answer | undefined>;
  close(): void;
}

function openStream(connection: Connection, path: string, { metadata, deadline }: ReflectionOptions): ReflectionStream {
  const stream: Stream = connection.client.makeBidiStreamRequest(
    path,
    (request: ServerReflectionRequest) => Buffer.from(ServerReflectionRequest.encode(request).finish()),
    (bytes: Buffer) => ServerReflectionResponse.decode(bytes),
    metadata.clone(),
    deadline ? { deadline } : {},
  );
  let failure: RpcError | undefined;
  let settle: { resolve: (answer: Answer | undefined) => void; reject: (error: RpcError) => void } | undefined;
  const fail = (error: RpcError) => {
    failure ??= error;
    settle?.reject(failure);
    settle = undefined;
  };
  stream.on('data', ({ messageResponse }: ServerReflectionResponse) => {
    settle?.resolve(messageResponse);
    settle = undefined;
  });
  stream.on('error', (error) => {
    const { code, message, metadata: trailers } = RpcError.from(error);
    fail(new RpcError(code, explainFailure(code, message, connection), { metadata: trailers }));
  });
  stream.on('end', () => setImmediate(fail, new RpcError(status.INTERNAL, 'the server ended it without an answer')));

  return {
    close: () => stream.cancel(),
    ask(question, signal) {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          stream.cancel();
          fail(new RpcError(status.CANCELLED, 'cancelled'));
        };
        const timer = deadline
          ? undefined
          : setTimeout(() => {
              stream.cancel();
              fail(new RpcError(status.DEADLINE_EXCEEDED, `no answer within ${answerTimeoutMs / 1000} s`));
            }, answerTimeoutMs);
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
        settle = {
          resolve: (answer) => {
            end();
            resolve(answer);
          },
          reject: (error) => {
            end();
            reject(error);
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) onAbort();
        else stream.write({ host: '', messageRequest: question });
      });
    },
  };
}
