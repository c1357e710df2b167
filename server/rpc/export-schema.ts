// CallService.ExportSchema: the schema of a target as .proto files.
import type { ExportSchemaRequest, ExportSchemaResponse } from '../../protos/gen/protopipe/v1/call.js';
import { wellKnownTypes } from '../../protos/gen/well-known-types.js';
import { loadSchema, printSchema } from '../calls/export-schema.js';
import type { Send } from './stream-handlers.js';
import { encodeSchemaProblems, originOf, withTargetSchema } from './target-schema.js';

export async function exportSchema(
  request: ExportSchemaRequest,
  send: Send<ExportSchemaResponse>,
  signal: AbortSignal,
): Promise<void> {
  const wellKnown = new Set(wellKnownTypes.map(([name]) => name));
  await withTargetSchema(request, async (pool) => {
    const problems = await loadSchema(pool, request.symbols, signal);
    for (const value of encodeSchemaProblems(problems)) await send({ event: { $case: 'problem', value } });
    const summary = { files: 0, services: 0 };
    for (const { name, source, services } of printSchema(pool, (file) => wellKnown.has(file))) {
      summary.files++;
      summary.services += services.length;
      const value = { name, source, services: [...services], origin: originOf(pool) };
      await send({ event: { $case: 'file', value } });
    }
    await send({ event: { $case: 'summary', value: summary } });
  });
}
