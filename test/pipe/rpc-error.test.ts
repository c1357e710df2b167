// RpcError.from: every kind of failure gets a gRPC code and keeps its cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { codeName, RpcError } from '../../pipe/index.js';

function check(name: string, error: unknown, expected: string): void {
  test(name, () => {
    const converted = RpcError.from(error);
    assert.equal(converted.toString(), expected);
    assert.equal(RpcError.from(converted), converted);
    if (!(error instanceof RpcError)) assert.equal(converted.cause, error);
  });
}

check('an RpcError', new RpcError(status.NOT_FOUND, 'no such method'), 'NOT_FOUND: no such method');
check('a status of grpc-js', { code: 9, details: 'not now', metadata: new Metadata() }, 'FAILED_PRECONDITION: not now');
check('an abort', AbortSignal.abort().reason, 'CANCELLED: This operation was aborted');
check('a timeout', new DOMException('too late', 'TimeoutError'), 'DEADLINE_EXCEEDED: too late');
check('a missing file', Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'UNAVAILABLE: no such file');
check('access denied', Object.assign(new Error('no'), { code: 'EACCES' }), 'PERMISSION_DENIED: no');
check('an error without a code', new Error('odd'), 'UNKNOWN: odd');
check('an OK status is no error status', { code: 0, details: '' }, 'UNKNOWN: [object Object]');
check('a thrown text', 'text', 'UNKNOWN: text');
check('undefined', undefined, 'UNKNOWN: undefined');

test('the fallback is used for what has no code', () => {
  assert.equal(RpcError.from(new Error('x'), status.INTERNAL).codeName, 'INTERNAL');
});

test('codes by name', () => {
  assert.equal(codeName(14), 'UNAVAILABLE');
  assert.equal(codeName(99), 'CODE_99');
});
