// The requests of a file, for lenses and lists.
import type { Span } from '../text/span.js';
import { calledMethod, writtenMethod } from './find-method.js';
import { settingNamed } from './settings/setting.js';
import type { Request, RequestFile } from './syntax/request-file.js';
import type { MethodModel, ServiceModel, Types } from './types/model.js';

export interface ListedRequest extends Span {
  readonly line: Span;
  readonly name: string;
  readonly target: string;
  /** "package.Service/Method". */
  readonly method: string;
  readonly known: { readonly service: ServiceModel; readonly method: MethodModel } | undefined;
}

export function listRequests(file: RequestFile, types: Types): ListedRequest[] {
  return file.requests.map((request) => {
    const called = calledMethod(types, request);
    return {
      start: request.start,
      end: request.end,
      line: { start: request.line.start, end: request.line.end },
      name: nameOf(request),
      target: request.line.target.text,
      method: writtenMethod(request),
      known: called.kind === 'known' ? called : undefined,
    };
  });
}

/** The name of a request: `# @name`, else what stands behind `###`; '' without either. */
export function nameOf({ settings, title }: Request): string {
  const named = settings.findLast(({ name }) => settingNamed(name.text)?.name === 'name')?.value.text;
  return named || title?.text || '';
}
