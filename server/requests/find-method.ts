// The method that a request calls, as the schema at hand knows it.
import type { Request } from './syntax/request-file.js';
import type { MethodModel, ServiceModel, Types } from './types/model.js';

export type CalledMethod =
  | { readonly kind: 'known'; readonly service: ServiceModel; readonly method: MethodModel }
  /** The service is known, but has no such method. */
  | { readonly kind: 'no-method'; readonly service: ServiceModel }
  | { readonly kind: 'no-service' }
  /** Its name is missing, or holds variables. */
  | { readonly kind: 'open' };

export function calledMethod(types: Types, { line }: Request): CalledMethod {
  const { service: serviceName, method: methodName } = line;
  if (serviceName.text === '' || serviceName.text.includes('{{')) return { kind: 'open' };
  const service = types.service(serviceName.text);
  if (!service) return { kind: 'no-service' };
  if (methodName.text === '' || methodName.text.includes('{{')) return { kind: 'open' };
  const method = service.methods.find(({ name }) => name === methodName.text);
  return method ? { kind: 'known', service, method } : { kind: 'no-method', service };
}

/** "package.Service/Method" as it is written; '' when a part is missing. */
export function writtenMethod({ line: { service, method } }: Request): string {
  return service.text === '' ? '' : `${service.text}/${method.text}`;
}

/** The request that an offset lies in; in the blank space of a file the one before it. */
export function requestAt(requests: readonly Request[], offset: number): Request | undefined {
  return (
    requests.find(({ start, end }) => start <= offset && offset < end) ??
    requests.findLast(({ start }) => start <= offset)
  );
}
