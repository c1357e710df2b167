// What a rename may change, and refusals as clients get them.
import { status } from '@grpc/grpc-js';
import { RpcError } from '../../pipe/index.js';
import type { Refusal } from '../language/rename.js';
import type { AskedDocument } from './asked-document.js';

/** Files of the workspace and open documents; what they only import is left alone. */
export function editable({ workspace }: AskedDocument): (file: number) => boolean {
  return (id) => {
    const file = workspace.files[id];
    return file !== undefined && (file.listed || file.version !== undefined);
  };
}

/** Throws FAILED_PRECONDITION with the reason of a refusal. */
export function unlessRefused<T extends object>(answer: T | Refusal): T {
  if ('refused' in answer) throw new RpcError(status.FAILED_PRECONDITION, answer.refused);
  return answer;
}
