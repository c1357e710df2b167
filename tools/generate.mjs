// Generates protos/gen from protos/: typed, static encoders and grpc-js service definitions, and the descriptor set
// that server reflection serves. Does nothing when the output is newer than every input.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './root.mjs';

const require = createRequire(import.meta.url);
const out = path.join(root, 'protos/gen');
const stamp = path.join(out, 'descriptors.binpb');

const protoFiles = fs
  .readdirSync(path.join(root, 'protos'), { recursive: true })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.proto') && !file.startsWith('gen/'))
  .sort();

const inputs = [...protoFiles.map((file) => path.join(root, 'protos', file)), new URL(import.meta.url).pathname];
const newest = Math.max(...inputs.map((file) => fs.statSync(file).mtimeMs));

if (!fs.existsSync(stamp) || fs.statSync(stamp).mtimeMs < newest) {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const plugin = path.join(
    root,
    'node_modules/.bin',
    process.platform === 'win32' ? 'protoc-gen-ts_proto.cmd' : 'protoc-gen-ts_proto',
  );
  const options = [
    'esModuleInterop=true',
    'importSuffix=.js',
    'outputServices=grpc-js',
    'outputJsonMethods=false',
    'useExactTypes=false',
    'oneof=unions-value',
    'forceLong=bigint',
    'useDate=true',
    'outputPartialMethods=true',
    'removeEnumPrefix=true',
    'unrecognizedEnum=false',
    'snakeToCamel=keys',
  ];
  execFileSync(
    process.execPath,
    [
      require.resolve('protoc/protoc.cjs'),
      `--plugin=protoc-gen-ts_proto=${plugin}`,
      `--proto_path=${path.join(root, 'protos')}`,
      `--ts_proto_out=${out}`,
      `--ts_proto_opt=${options.join(',')}`,
      ...protoFiles,
    ],
    { stdio: 'inherit' },
  );
  execFileSync(
    process.execPath,
    [
      require.resolve('protoc/protoc.cjs'),
      `--proto_path=${path.join(root, 'protos')}`,
      '--include_imports',
      `--descriptor_set_out=${stamp}`,
      ...protoFiles,
    ],
    { stdio: 'inherit' },
  );
}
