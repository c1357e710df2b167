// Inlay hints: what a declaration comes to where its text alone would surprise.
import { Feature, FieldPresence, ownFeature } from '../schema/features.js';
import type { SchemaSnapshot } from '../schema/schema.js';
import { childOf, Edition, Flag, Kind, Node } from '../syntax/tree.js';
import type { Span } from '../text/span.js';
import { snakeCase } from './completion/declaration-names.js';
import { presenceOf } from './feature-facts.js';
import { FileView } from './file-view.js';
import { hasJsonName, jsonNameOf } from './json-name.js';
import { fieldType } from './value-type.js';

export interface InlayHint {
  /** The byte offset that the hint stands at. */
  readonly offset: number;
  readonly label: string;
  /** A sentence for the pointer. */
  readonly tooltip: string;
}

/** The hints of the declarations that overlap `range`, in source order. */
export function inlayHints(snapshot: SchemaSnapshot, file: number, range: Span): InlayHint[] {
  const view = new FileView(snapshot, file);
  const { nodes, tokens } = view;
  const hints: InlayHint[] = [];
  const end = nodes[Node.end];
  let node = Node.size as number;
  while (node < end) {
    const first = tokens.starts[nodes[node + Node.first]];
    if (first >= range.end) break;
    if (tokens.ends[Math.max(nodes[node + Node.last], nodes[node + Node.first])] <= range.start) {
      node = nodes[node + Node.end];
      continue;
    }
    const kind = view.kind(node);
    if ((kind === Kind.field || kind === Kind.mapField) && nodes[node] & Flag.numbered)
      addFieldHints(view, node, hints);
    node += Node.size;
  }
  return hints;
}

function addFieldHints(view: FileView, field: number, hints: InlayHint[]): void {
  const { nodes, tokens } = view;
  const name = nodes[field + Node.aux];
  if (!hasJsonName(nodes, field) && !(nodes[field] & Flag.extension)) {
    const json = jsonNameOf(view, field);
    // The usual spelling comes back from its JSON name; another may clash or puzzle.
    if (snakeCase(json) !== view.nameText(field))
      hints.push({
        offset: tokens.ends[name],
        label: `json: ${json}`,
        tooltip: `The field is called "${json}" in JSON. Set json_name to choose another name.`,
      });
  }
  const behindNumber = tokens.ends[name + 2];
  const presence = presenceOf(view, field);
  if (
    nodes[Node.value] >= Edition.e2023 &&
    presence !== undefined &&
    presence !== FieldPresence.explicit &&
    ownFeature(view.table, field, Feature.fieldPresence) === 0
  ) {
    const isImplicit = presence === FieldPresence.implicit;
    hints.push({
      offset: behindNumber,
      label: isImplicit ? 'implicit presence' : 'required',
      tooltip: 'features.field_presence is set on the message or the file around the field.',
    });
  }
  const value = surprisingDefault(view, field);
  if (value !== undefined)
    hints.push({
      offset: behindNumber,
      label: `default ${value}`,
      tooltip: `A reader sees ${value} while the field is not set: the first value of the enum, whose number is not 0.`,
    });
}

/** The default of an enum field whose enum does not begin with 0. */
function surprisingDefault(view: FileView, field: number): string | undefined {
  if (view.nodes[field] & Flag.repeated || view.kind(field) !== Kind.field) return undefined;
  if (childOf(view.nodes, field, Kind.default) >= 0) return undefined;
  const type = fieldType(view.snapshot, { file: view.id, path: 0, node: field });
  if (type?.kind !== 'enum') return undefined;
  const { nodes } = view.snapshot.file(type.file).parsed;
  const first = childOf(nodes, type.node, Kind.enumValue);
  if (first < 0 || !(nodes[first] & Flag.numbered) || nodes[first + Node.value] === 0) return undefined;
  return view.names.text(nodes[first + Node.name]);
}
