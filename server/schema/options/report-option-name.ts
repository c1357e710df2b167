// What is wrong with the name of an option.

import { Edition, Flag, Kind, kindOf, Node } from '../../syntax/tree.js';
import { findSymbol } from '../file-table.js';
import type { ProblemExtras } from '../link-context.js';
import { Found } from '../resolve-name.js';
import { importFix } from '../suggest-types.js';
import type { OptionCheck } from './option-check.js';
import { NameFailure, type OptionName } from './option-scope.js';
import { isExtensionField } from './option-types.js';

const maxSuggestions = 3;

export function reportOptionName(check: OptionCheck, name: OptionName): void {
  const { context, option } = check;
  const { nodes, names, paths } = context;
  const { part, message } = name;
  if (name.failure === NameFailure.silent || name.failure === NameFailure.none || !message) return;
  const first = nodes[option + Node.size + Node.first];
  const last = nodes[part + Node.last];
  const written = names.text(nodes[part + Node.name]);
  const messageName = names.text(paths.simpleName(message.path));
  switch (name.failure) {
    case NameFailure.reserved:
      context.report(
        'option-reserved',
        'The name "uninterpreted_option" is reserved for what compilers do not know. Use another option.',
        first,
        last,
      );
      return;
    case NameFailure.partial:
      context.report(
        'unknown-option',
        `"(${written})" is taken for "(${name.resolution.partial})", which is not defined, since the innermost scope is searched first. Start the name with a dot to search from the outermost scope: "(.${written})".`,
        first,
        last,
      );
      return;
    case NameFailure.notOfMessage: {
      const { file, path, found } = name.resolution;
      context.report(
        'option-of-other-message',
        `"(${written})" is no extension of ${messageName}, so it cannot be set here.`,
        first,
        last,
        found === Found.symbol ? { related: [context.relatedName(file, path, 'It is declared here.')] } : undefined,
      );
      return;
    }
    case NameFailure.notMessage: {
      const field = name.fields[name.fields.length - 1];
      context.report(
        'option-not-message',
        `"${field.fullName}" is no message, so it has no fields. Set it to a value as a whole.`,
        first,
        last,
      );
      return;
    }
    case NameFailure.repeatedMessage: {
      const field = name.fields[name.fields.length - 1];
      context.report(
        'option-repeated-message',
        `"${field.fullName}" is repeated, so its fields cannot be set one by one. Set it to a whole message, as in "${names.text(field.name)} = { … }".`,
        first,
        last,
      );
      return;
    }
    default:
      if (nodes[part] & Flag.extension) {
        const how = context.edition >= Edition.e2024 ? 'with "import" or "import option"' : 'with "import"';
        context.report(
          'unknown-option',
          `The option "(${written})" is not known here. Import the file that declares it ${how}.`,
          first,
          last,
          suggestExtensions(check, part, message.path),
        );
      } else {
        const meant = check.suggest(nodes[part + Node.name], message.fields.keys());
        context.report(
          'unknown-option',
          `${messageName} has no option "${written}".${meant ? ` Did you mean "${meant}"?` : ' A custom option is written in parentheses.'}`,
          first,
          last,
          meant
            ? {
                fixes: [{ title: `Change to ${meant}`, edits: [{ ...context.tokens.span(last, last), text: meant }] }],
              }
            : undefined,
        );
      }
  }
}

/** Offers to import files that declare an extension that the name could stand for. */
function suggestExtensions({ context, scope }: OptionCheck, part: number, extendee: number): ProblemExtras {
  const { nodes, names, paths, snapshot } = context;
  const written = nodes[part + Node.name];
  const parts = paths.parts(written);
  const suffix = names.text(written).replace(/^\./, '');
  const found: { file: number; path: number }[] = [];
  paths.forEachNamed(parts[parts.length - 1], (path) => {
    const text = paths.text(path);
    if (text !== suffix && !text.endsWith(`.${suffix}`)) return;
    for (const file of [paths.firstFile(path), ...(paths.otherFiles(path) ?? [])]) {
      if (file < 0 || !snapshot.files[file] || context.visible.has(file)) continue;
      const table = snapshot.table(file);
      const index = findSymbol(table, path);
      if (index < 0 || !isExtensionField(table.parsed.nodes, table.nodes[index])) continue;
      if (kindOf(table.parsed.nodes, table.nodes[index]) === Kind.mapField) continue;
      const field = scope.types.field(file, table.nodes[index]);
      if (field.extendee?.path === extendee) found.push({ file, path });
    }
  });
  const chosen = found.slice(0, maxSuggestions);
  if (chosen.length === 0) return {};
  return {
    related: chosen.map(({ file, path }) =>
      context.relatedName(
        file,
        path,
        `"${paths.text(path)}" is declared in ${snapshot.file(file).name}, which is not imported.`,
      ),
    ),
    fixes: chosen.map(({ file }) => importFix(context, snapshot.file(file).name)),
  };
}
