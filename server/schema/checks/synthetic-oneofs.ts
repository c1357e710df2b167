// The oneof that an optional field of proto3 makes: it has a name of its own, which nothing else in the message may have.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import { forEachField, isField } from '../declarations.js';
import type { LinkContext } from '../link-context.js';

const underscore = 0x5f;
const letterX = 0x58;

/** Of a file of proto3. */
export function checkSyntheticOneofs(context: LinkContext): void {
  const { table, names, paths, nodes, id } = context;
  const oneofs = new Map<number, ReadonlyMap<string, number>>();
  for (let i = 0; i < table.paths.length; i++) {
    const node = table.nodes[i];
    const name = paths.simpleName(table.paths[i]);
    const first = names.firstByte(name);
    if (first !== underscore && first !== letterX) continue;
    const head = nodes[node];
    const kind = head & Flag.kind;
    // The names of fields and oneofs are avoided.
    if (kind === Kind.oneof || (isField(kind) && !(head & Flag.extension))) continue;
    let message = nodes[node + Node.parent];
    if (kind === Kind.enumValue || head & Flag.extension) message = nodes[message + Node.parent];
    if ((nodes[message] & Flag.kind) !== Kind.message) continue;
    let fields = oneofs.get(message);
    if (!fields) {
      fields = syntheticOneofs(context, message);
      oneofs.set(message, fields);
    }
    const field = fields.get(names.text(name));
    if (field === undefined) continue;
    const fieldName = names.text(nodes[field + Node.name]);
    context.reportName(
      'duplicate-symbol',
      `The optional field "${fieldName}" makes a oneof named "${names.text(name)}", so nothing else in the message can have that name. Choose another name.`,
      node,
      { related: [context.relatedToken(id, nodes[field + Node.aux], `"${fieldName}" is declared here.`)] },
    );
  }
}

/** The optional fields of a message by the names of their oneofs. */
function syntheticOneofs({ nodes, names }: LinkContext, message: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const taken = new Set<string>();
  const optional: number[] = [];
  forEachField(nodes, message, (field, oneof) => {
    taken.add(names.text(nodes[field + Node.name]));
    if (oneof >= 0) taken.add(names.text(nodes[oneof + Node.name]));
    else if (nodes[field] & Flag.optional) optional.push(field);
  });
  for (const field of optional) {
    const fieldName = names.text(nodes[field + Node.name]);
    let oneof = fieldName.startsWith('_') ? fieldName : `_${fieldName}`;
    while (taken.has(oneof)) oneof = `X${oneof}`;
    taken.add(oneof);
    found.set(oneof, field);
  }
  return found;
}
