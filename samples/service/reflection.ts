// Server reflection for a few files, in either version.

import { createFileRegistry, type FileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
} from '../../protos/gen/grpc/reflection/v1/reflection.js';

type Answer = NonNullable<ServerReflectionResponse['messageResponse']>;
type Call = ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;

/** Answers from a serialised FileDescriptorSet; `services` are those that are served. */
export function reflectionHandler(descriptorSet: Uint8Array, services: readonly string[]) {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
  return {
    serverReflectionInfo(call: Call): void {
      call.on('data', (request: ServerReflectionRequest) => {
        const messageResponse = answer(request.messageRequest, registry, services);
        call.write({ validHost: request.host, originalRequest: request, messageResponse });
      });
      call.on('end', () => call.end());
    },
  };
}

function answer(
  question: ServerReflectionRequest['messageRequest'],
  registry: FileRegistry,
  services: readonly string[],
): Answer {
  switch (question?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return fileNamed(question.value, registry);
    case 'fileContainingSymbol':
      return fileNamed(registry.get(question.value)?.file.proto.name ?? '', registry);
    default:
      return error('only files and services are told');
  }
}

/** One file; its imports are asked for by their names. */
function fileNamed(name: string, registry: FileRegistry): Answer {
  const file = registry.getFile(name);
  if (!file) return error('there is no such file or symbol');
  const bytes = Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto));
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto: [bytes] } };
}

function error(errorMessage: string): Answer {
  return { $case: 'errorResponse', value: { errorCode: status.NOT_FOUND, errorMessage } };
}
