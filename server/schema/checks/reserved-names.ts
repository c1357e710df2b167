// Reserved names of a message or enum: listed once, and not in use.
import { Flag, Kind, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';

/** Names must fit a 16-bit length. */
const maxNameLength = 65535;

/** `forEachMember` visits the fields or enum values. */
export function checkReservedNames(
  context: LinkContext,
  owner: number,
  what: 'field' | 'enum value',
  forEachMember: (visit: (member: number) => void) => void,
): void {
  const { nodes, names, id } = context;
  const reserved = context.scratch();
  let count = 0;
  const end = nodes[owner + Node.end];
  for (let child = owner + Node.size; child < end; child = nodes[child + Node.end]) {
    if ((nodes[child] & Flag.kind) !== Kind.reserved) continue;
    const statementEnd = nodes[child + Node.end];
    for (let entry = child + Node.size; entry < statementEnd; entry = nodes[entry + Node.end]) {
      const name = nodes[entry + Node.name];
      if ((nodes[entry] & Flag.kind) !== Kind.reservedName || name === 0) continue;
      count++;
      if (names.byteLengthOf(name) > maxNameLength) {
        const message = `A reserved name can have ${maxNameLength} bytes at most.`;
        context.reportName('name-too-long', message, owner, {
          related: [context.relatedToken(id, nodes[entry + Node.aux], 'The name stands here.')],
        });
      }
      const first = reserved.add(name, entry);
      if (first < 0) continue;
      // protoc points at the name of the message.
      context.reportName(
        'reserved-name-twice',
        `The ${what} name "${names.text(name)}" is reserved twice. Remove one of the two.`,
        owner,
        {
          related: [
            context.relatedToken(id, nodes[first + Node.aux], 'It is first reserved here.'),
            context.relatedToken(id, nodes[entry + Node.aux], 'It is reserved again here.'),
          ],
        },
      );
    }
  }
  if (count === 0) return;
  forEachMember((member) => {
    let name = nodes[member + Node.name];
    if (name === 0) return;
    if ((nodes[member] & Flag.kind) === Kind.group) name = names.internText(names.text(name).toLowerCase());
    const entry = reserved.get(name);
    if (entry < 0) return;
    context.reportName(
      'reserved-name-used',
      `The ${what} name "${names.text(name)}" is reserved. Choose another name.`,
      member,
      { related: [context.relatedToken(id, nodes[entry + Node.aux], 'The name is reserved here.')] },
    );
  });
}
