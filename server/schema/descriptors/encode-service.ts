// ServiceDescriptorProto.
import { childOf, Flag, forEachChild, Kind, Node } from '../../syntax/tree.js';
import type { EncodeContext } from './encode-context.js';
import { encodeElementOptions } from './encode-options.js';

/** Field numbers of ServiceDescriptorProto. */
const enum ServiceField {
  name = 1,
  method = 2,
  options = 3,
}

/** Field numbers of MethodDescriptorProto. */
const enum MethodField {
  name = 1,
  inputType = 2,
  outputType = 3,
  options = 4,
  clientStreaming = 5,
  serverStreaming = 6,
}

/** Writes a service as the field `number` of the file. */
export function encodeService(context: EncodeContext, number: number, service: number): void {
  const { nodes, out, names } = context;
  out.begin(number, 2 * 0x80);
  out.nameField(ServiceField.name, names, nodes[service + Node.name]);
  forEachChild(nodes, service, Kind.method, (method) => encodeMethod(context, method));
  encodeElementOptions(context, ServiceField.options, service);
  out.end();
}

function encodeMethod(context: EncodeContext, method: number): void {
  const { nodes, out, names } = context;
  const input = childOf(nodes, method, Kind.typeRef);
  const output = nodes[input + Node.end];
  out.begin(ServiceField.method, 2 * 0x80);
  out.nameField(MethodField.name, names, nodes[method + Node.name]);
  context.fullName(MethodField.inputType, context.refPath(input));
  context.fullName(MethodField.outputType, context.refPath(output));
  encodeElementOptions(context, MethodField.options, method);
  if (nodes[input] & Flag.stream) out.int32(MethodField.clientStreaming, 1);
  if (nodes[output] & Flag.stream) out.int32(MethodField.serverStreaming, 1);
  out.end();
}
