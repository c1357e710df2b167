// grpc.reflection.v1: what the backend itself serves.
import { status } from '@grpc/grpc-js';
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
  ServerReflectionServer,
} from '../../protos/gen/grpc/reflection/v1/reflection.js';
import type { DescriptorIndex } from './descriptor-index.js';
import type { StreamHandlers } from './stream-handlers.js';

type Answer = NonNullable<ServerReflectionResponse['messageResponse']>;

export function reflectionService(handlers: StreamHandlers, index: DescriptorIndex): ServerReflectionServer {
  return {
    serverReflectionInfo: handlers.bidiStream<ServerReflectionRequest, ServerReflectionResponse>(
      'ServerReflectionInfo',
      async (requests, send) => {
        for await (const request of requests) {
          const messageResponse = answer(request.messageRequest, index);
          await send({ validHost: request.host, originalRequest: request, messageResponse });
        }
      },
    ),
  };
}

function answer(request: ServerReflectionRequest['messageRequest'], index: DescriptorIndex): Answer {
  switch (request?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: index.services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(request.value, index) ?? notFound(`There is no file "${request.value}".`);
    case 'fileContainingSymbol': {
      const file = index.fileOfSymbol(request.value.replace(/^\./, ''));
      return (file && files(file, index)) || notFound(`There is no symbol "${request.value}".`);
    }
    case 'fileContainingExtension':
      return notFound(`"${request.value.containingType}" has no extension ${request.value.extensionNumber}.`);
    case 'allExtensionNumbersOfType':
      return index.fileOfSymbol(request.value.replace(/^\./, ''))
        ? {
            $case: 'allExtensionNumbersResponse',
            value: { baseTypeName: request.value, extensionNumber: [] },
          }
        : notFound(`There is no type "${request.value}".`);
    case undefined:
      return {
        $case: 'errorResponse',
        value: { errorCode: status.INVALID_ARGUMENT, errorMessage: 'The request asks for nothing.' },
      };
  }
}

function files(name: string, index: DescriptorIndex): Answer | undefined {
  const fileDescriptorProto = index.fileWithImports(name);
  return fileDescriptorProto && { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function notFound(errorMessage: string): Answer {
  return { $case: 'errorResponse', value: { errorCode: status.NOT_FOUND, errorMessage } };
}
