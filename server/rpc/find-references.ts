// LanguageService.FindReferences: places in batches, the first as soon as there is one; .proto files before requests.
import type { Location } from '../../protos/gen/protopipe/v1/common.js';
import type { FindReferencesRequest, FindReferencesResponse } from '../../protos/gen/protopipe/v1/language.js';
import { FileView } from '../language/file-view.js';
import { occurrenceAt } from '../language/occurrences.js';
import { references } from '../language/references.js';
import type { Workspace } from '../workspace/workspace.js';
import { askedDocument } from './asked-document.js';
import { referencesInRequests } from './request-language.js';
import type { Send } from './stream-handlers.js';
import { everyMs } from './throttle.js';

/** A message costs more than the places in it: those found meanwhile go together. */
const batchMs = 20;

export async function findReferences(
  workspace: Workspace,
  { position, includeDeclaration }: FindReferencesRequest,
  send: Send<FindReferencesResponse>,
  signal: AbortSignal,
): Promise<void> {
  const asked = await askedDocument(workspace, position, signal);
  const offset = position ? asked.offset(position) : 0;
  const due = everyMs(batchMs);
  let found: Location[] = [];
  for await (const { file, places } of references(asked.snapshot, asked.id, offset, { includeDeclaration }, signal)) {
    for (const place of places) found.push(asked.location(file, place));
    if (!due()) continue;
    await send({ locations: found });
    found = [];
  }
  const target = occurrenceAt(new FileView(asked.snapshot, asked.id), offset)?.target;
  if (target) {
    for await (const places of referencesInRequests(asked.workspace, target, signal)) found.push(...places);
  }
  if (found.length > 0) await send({ locations: found });
}
