// What is wrong with the name of an option.

import { Edition, Flag, Node } from '../../syntax/tree.js';
import type { LinkContext } from '../link-context.js';
import { Found } from '../resolve-name.js';
import type { OptionCheck } from './option-check.js';
import { NameFailure, type OptionName } from './option-scope.js';
import type { MessageType } from './option-types.js';
import { suggestExtensions } from './suggest-extensions.js';

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
      if (!isDefinedOutermost(context, written)) break;
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
  }
  reportUnknown(check, part, message, first, last);
}

function reportUnknown(check: OptionCheck, part: number, message: MessageType, first: number, last: number): void {
  const { context } = check;
  const { nodes, names, paths } = context;
  const written = names.text(nodes[part + Node.name]);
  if (nodes[part] & Flag.extension) {
    const { meant, extras } = suggestExtensions(check, part, message.path);
    const how = context.edition >= Edition.e2024 ? 'with "import" or "import option"' : 'with "import"';
    const hint = meant ? `Did you mean "(${meant})"?` : `Import the file that declares it ${how}.`;
    context.report('unknown-option', `The option "(${written})" is not known here. ${hint}`, first, last, extras);
    return;
  }
  const meant = check.suggest(nodes[part + Node.name], message.fields.keys());
  const messageName = names.text(paths.simpleName(message.path));
  context.report(
    'unknown-option',
    `${messageName} has no option "${written}".${meant ? ` Did you mean "${meant}"?` : ' A custom option is written in parentheses.'}`,
    first,
    last,
    meant
      ? { fixes: [{ title: `Change to ${meant}`, edits: [{ ...context.tokens.span(last, last), text: meant }] }] }
      : undefined,
  );
}

/** Whether the name of an extension would be found with a leading dot. */
function isDefinedOutermost(context: LinkContext, written: string): boolean {
  const path = context.paths.findText(written);
  return [context.visible, context.optionVisible].some((files) => context.declaringFile(path, files) >= 0);
}
