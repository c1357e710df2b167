// Generates protos/gen from protos/: typed, static encoders and grpc-js service definitions, the descriptor set that
// server reflection serves, the versions of contract, product and compiler, and the bundled well-known types, as text and
// as descriptors. Writes nothing that is newer than its inputs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { root } from './root.mjs';

const require = createRequire(import.meta.url);
const out = path.join(root, 'protos/gen');
const stamp = path.join(out, 'descriptors.binpb');

const protoFiles = fs
  .readdirSync(path.join(root, 'protos'), { recursive: true })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.proto') && !file.startsWith('gen/'))
  .sort();

// The sample service has a contract of its own, in the workspace that it is tried from.
const sampleRoot = path.join(root, 'samples/workspace');
const sampleFiles = fs
  .readdirSync(sampleRoot, { recursive: true })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.startsWith('protopipe/') && file.endsWith('.proto'))
  .sort();

const manifest = path.join(root, 'package.json');
const inputs = [
  ...protoFiles.map((file) => path.join(root, 'protos', file)),
  ...sampleFiles.map((file) => path.join(sampleRoot, file)),
  fileURLToPath(import.meta.url),
  manifest,
];
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
    'outputPartialMethods=false',
    'removeEnumPrefix=true',
    'unrecognizedEnum=false',
    'snakeToCamel=keys',
  ];
  const protoc = (...args) =>
    execFileSync(process.execPath, [require.resolve('protoc/protoc.cjs'), ...args], { stdio: 'inherit' });
  const typescript = (protoRoot, folder, files) => {
    fs.mkdirSync(folder, { recursive: true });
    protoc(
      `--plugin=protoc-gen-ts_proto=${plugin}`,
      `--proto_path=${protoRoot}`,
      `--ts_proto_out=${folder}`,
      `--ts_proto_opt=${options.join(',')}`,
      ...files,
    );
  };
  typescript(path.join(root, 'protos'), out, protoFiles);
  typescript(sampleRoot, path.join(out, 'sample'), sampleFiles);
  const sampleSet = path.join(out, 'sample-descriptors.binpb');
  const setOf = (file) => ['--include_imports', `--descriptor_set_out=${file}`];
  const shared = 'grpc/health/v1/health.proto';
  const roots = [`--proto_path=${sampleRoot}`, `--proto_path=${path.join(root, 'protos')}`];
  protoc(...roots, '--include_source_info', ...setOf(sampleSet), ...sampleFiles, shared);
  writeModule('sample-descriptors.ts', 'A google.protobuf.FileDescriptorSet of the sample service, in base64.', {
    sampleDescriptors: fs.readFileSync(sampleSet).toString('base64'),
  });
  protoc(`--proto_path=${path.join(root, 'protos')}`, ...setOf(stamp), ...protoFiles);

  const descriptors = fs.readFileSync(stamp);
  // Clients and backends of one build understand each other; those of different builds must not try.
  const protocolVersion = createHash('sha256').update(descriptors).digest().readUInt32BE() >>> 1;
  writeModule('protocol-version.ts', 'Stands for the contract: another contract has another one.', {
    protocolVersion,
  });
  writeModule('product-version.ts', 'The version in package.json.', {
    productVersion: JSON.parse(fs.readFileSync(manifest, 'utf8')).version,
  });
  writeModule('descriptors.ts', 'A google.protobuf.FileDescriptorSet of the contract, in base64.', {
    descriptors: descriptors.toString('base64'),
  });
  const include = path.join(path.dirname(require.resolve('protoc/package.json')), 'include');
  const wellKnown = fs
    .readdirSync(include, { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.proto'))
    .sort();
  const googleSet = path.join(out, 'google-descriptors.binpb');
  // Options and features of languages matter to no call.
  const importable = wellKnown.filter((file) => /^google\/protobuf\/(?!.*(features|options))\w+\.proto$/.test(file));
  const rpc = protoFiles.filter((file) => file.startsWith('google/rpc/'));
  protoc(
    `--proto_path=${path.join(root, 'protos')}`,
    `--proto_path=${include}`,
    ...setOf(googleSet),
    ...importable,
    ...rpc,
  );
  const { file: googleFiles } = fromBinary(FileDescriptorSetSchema, fs.readFileSync(googleSet));
  writeModule('google-descriptors.ts', 'The well-known types and google.rpc, each a FileDescriptorProto in base64.', {
    googleDescriptors: googleFiles.map((file) => [
      file.name,
      Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64'),
    ]),
  });
  writeModule('well-known-types.ts', 'The .proto files that come with protoc, each with its text.', {
    wellKnownTypes: wellKnown.map((file) => [file, fs.readFileSync(path.join(include, file), 'utf8')]),
  });
}

// Findings that are kept from one check to the next count only for the compiler that made them.
const compiler = createHash('sha256');
const sources = fs
  .readdirSync(path.join(root, 'server'), { recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .sort();
for (const file of ['../package-lock.json', '../protos/gen/descriptors.binpb', ...sources]) {
  compiler.update(file).update(fs.readFileSync(path.join(root, 'server', file)));
}
const compilerBuild = `${JSON.parse(fs.readFileSync(manifest, 'utf8')).version}-${compiler.digest('hex').slice(0, 16)}`;
const buildFile = path.join(out, 'compiler-build.ts');
if (!fs.existsSync(buildFile) || !fs.readFileSync(buildFile, 'utf8').includes(compilerBuild)) {
  writeModule('compiler-build.ts', 'Stands for the sources of the backend and what they use.', { compilerBuild });
}

function writeModule(file, comment, constants) {
  const lines = Object.entries(constants).map(([name, value]) => {
    const type = Array.isArray(value) ? ': readonly (readonly [string, string])[]' : '';
    return `export const ${name}${type} = ${JSON.stringify(value)};\n`;
  });
  fs.writeFileSync(path.join(out, file), `// Generated. ${comment}\n${lines.join('')}`);
}
