import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RpcError } from '../../pipe/index.js';
import {
  HealthClient,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../../protos/gen/grpc/health/v1/health.js';
import {
  ServerReflectionClient,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '../../protos/gen/grpc/reflection/v1/reflection.js';
import { startTestBackend } from '../backend-process.js';

const services = [
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'protopipe.v1.BackendService',
  'protopipe.v1.WorkspaceService',
];

test('health answers for the backend and each service', async (context) => {
  const { process } = await startTestBackend(context);
  const client = process.channel.client(HealthClient);
  const check = (service: string) =>
    new Promise<ServingStatus>((resolve, reject) => {
      client.check({ service }, (error, response) => (error ? reject(error) : resolve(response.status)));
    });
  for (const service of ['', ...services]) assert.equal(await check(service), ServingStatus.SERVING);
  await assert.rejects(check('no.such.Service'), (error) => RpcError.from(error).codeName === 'NOT_FOUND');
  const watch = client.watch({ service: 'no.such.Service' });
  watch.on('error', () => {});
  const first = await new Promise<{ status: ServingStatus }>((resolve) => {
    watch.once('data', resolve);
  });
  assert.equal(first.status, ServingStatus.SERVICE_UNKNOWN);
  watch.cancel();
});

test('reflection tells services, files and symbols', async (context) => {
  const { process } = await startTestBackend(context);
  const stream = process.channel.client(ServerReflectionClient).serverReflectionInfo();
  const ask = (messageRequest: ServerReflectionRequest['messageRequest']) =>
    new Promise<ServerReflectionResponse['messageResponse']>((resolve, reject) => {
      stream.once('data', (response: ServerReflectionResponse) => resolve(response.messageResponse));
      stream.once('error', reject);
      stream.write({ host: '', messageRequest });
    });

  const list = await ask({ $case: 'listServices', value: '' });
  assert.ok(list?.$case === 'listServicesResponse');
  for (const service of services)
    assert.ok(
      list.value.service.some(({ name }) => name === service),
      service,
    );

  const filesFor = async (request: ServerReflectionRequest['messageRequest']) => {
    const answer = await ask(request);
    assert.ok(answer?.$case === 'fileDescriptorResponse', JSON.stringify(answer));
    return answer.value.fileDescriptorProto.map((bytes) => Buffer.from(bytes).toString('latin1'));
  };
  const [first, ...imports] = await filesFor({
    $case: 'fileContainingSymbol',
    value: 'protopipe.v1.WorkspaceService.Check',
  });
  assert.match(first, /^\n.protopipe\/v1\/workspace\.proto/);
  assert.ok(imports.some((file) => file.includes('protopipe/v1/common.proto')));
  for (const symbol of [
    'protopipe.v1.Folder',
    'protopipe.v1.Folder.uri',
    'protopipe.v1.Phase',
    'grpc.health.v1.HealthCheckResponse.ServingStatus',
  ]) {
    await filesFor({ $case: 'fileContainingSymbol', value: symbol });
  }
  await filesFor({ $case: 'fileByFilename', value: 'google/protobuf/timestamp.proto' });

  const unknown = await ask({ $case: 'fileContainingSymbol', value: 'no.such.Symbol' });
  assert.equal(unknown?.$case === 'errorResponse' && unknown.value.errorCode, 5);
  stream.end();
});
