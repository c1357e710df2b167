// CallService.CompareSchema: how a target's schema differs from the workspace's files.
import { googleDescriptors } from '../../protos/gen/google-descriptors.js';
import {
  type CompareSchemaRequest,
  type CompareSchemaResponse,
  DifferenceAspect,
  DifferenceKind,
  type SchemaDifference,
} from '../../protos/gen/protopipe/v1/call.js';
import { SymbolKind } from '../../protos/gen/protopipe/v1/workspace.js';
import { wellKnownTypes } from '../../protos/gen/well-known-types.js';
import { compareTarget } from '../calls/compare/compare-target.js';
import type * as calls from '../calls/compare/schema-difference.js';
import { BundledFiles } from '../calls/schema/bundled-files.js';
import { DescriptorPool } from '../calls/schema/descriptor-pool.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { CallPorts } from './call-service.js';
import { locateSymbol } from './locate-symbol.js';
import type { Send } from './stream-handlers.js';
import { encodeSchemaProblems, withTargetSchema } from './target-schema.js';
import { workspaceSource } from './workspace-source.js';

export async function compareSchema(
  { loadWorkspace }: CallPorts,
  request: CompareSchemaRequest,
  send: Send<CompareSchemaResponse>,
  signal: AbortSignal,
): Promise<void> {
  const wellKnown = new Set(wellKnownTypes.map(([name]) => name));
  const workspace = await loadWorkspace();
  await withTargetSchema(request, async (target) => {
    const bundled = new BundledFiles(googleDescriptors);
    const hasBundled = (name: string) => bundled.has(name);
    const local = new DescriptorPool(workspaceSource(workspace, { comments: true, hasBundled }), bundled);
    const isWellKnown = (file: string) => wellKnown.has(file);
    const { comparison, problems } = await compareTarget(target, local, request.services, isWellKnown, signal);
    for (const value of encodeSchemaProblems(problems)) await send({ event: { $case: 'problem', value } });
    const snapshot = await workspace.settled(signal);
    const { differences, ...counts } = comparison;
    for (const difference of differences) {
      await send({ event: { $case: 'difference', value: encodeDifference(difference, snapshot) } });
    }
    await send({ event: { $case: 'summary', value: { ...counts, differences: differences.length } } });
  });
}

const kinds: Readonly<Record<calls.DifferenceKind, DifferenceKind>> = {
  'only-target': DifferenceKind.ONLY_TARGET,
  'only-local': DifferenceKind.ONLY_LOCAL,
  changed: DifferenceKind.CHANGED,
};

const aspects: Readonly<Record<calls.DifferenceAspect, DifferenceAspect>> = {
  name: DifferenceAspect.NAME,
  number: DifferenceAspect.NUMBER,
  type: DifferenceAspect.TYPE,
  label: DifferenceAspect.LABEL,
  'json-name': DifferenceAspect.JSON_NAME,
  oneof: DifferenceAspect.ONEOF,
  default: DifferenceAspect.DEFAULT,
  encoding: DifferenceAspect.ENCODING,
  input: DifferenceAspect.INPUT,
  output: DifferenceAspect.OUTPUT,
  'client-streaming': DifferenceAspect.CLIENT_STREAMING,
  'server-streaming': DifferenceAspect.SERVER_STREAMING,
  openness: DifferenceAspect.OPENNESS,
  kind: DifferenceAspect.KIND,
  extendee: DifferenceAspect.EXTENDEE,
};

const symbolKinds: Readonly<Record<calls.DifferingKind, SymbolKind>> = {
  service: SymbolKind.SERVICE,
  method: SymbolKind.METHOD,
  message: SymbolKind.MESSAGE,
  field: SymbolKind.FIELD,
  enum: SymbolKind.ENUM,
  'enum value': SymbolKind.ENUM_VALUE,
  extension: SymbolKind.EXTENSION,
};

function encodeDifference(difference: calls.SchemaDifference, snapshot: WorkspaceSnapshot): SchemaDifference {
  const { kind, symbolKind, name, targetDeclaration, localDeclaration, targetFile, localSymbol } = difference;
  return {
    kind: kinds[kind],
    symbolKind: symbolKinds[symbolKind],
    name,
    aspects: difference.aspects.map((aspect) => aspects[aspect]),
    targetDeclaration,
    localDeclaration,
    local: localSymbol === undefined ? undefined : locateSymbol(snapshot, localSymbol),
    targetFile,
  };
}
