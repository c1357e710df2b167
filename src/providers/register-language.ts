// All providers of .proto files and request files. A new one is a file and an entry here.
import * as vscode from 'vscode';
import type { Asker } from '../backend/ask.js';
import { requestLanguage } from '../config/documents.js';
import { callHierarchy } from './call-hierarchy.js';
import { codeActions, providedCodeActionKinds } from './code-actions.js';
import { codeLenses } from './code-lenses.js';
import { completion, completionTriggers, requestTriggers } from './completion.js';
import { definition } from './definition.js';
import { documentLinks } from './document-links.js';
import { documentSymbols } from './document-symbols.js';
import { folding } from './folding.js';
import { formatting, formattingTriggers } from './formatting.js';
import { highlights } from './highlights.js';
import { hover } from './hover.js';
import { inlayHints } from './inlay-hints.js';
import { references } from './references.js';
import { rename } from './rename.js';
import { renameFiles } from './rename-files.js';
import { selectionRanges } from './selection-ranges.js';
import { semanticTokens, semanticTokensLegend } from './semantic-tokens.js';
import { typeDefinition } from './type-definition.js';

/** Documents of the language, whatever they are stored in. */
const proto = { language: 'proto' };
const request = { language: requestLanguage };
const both: vscode.DocumentSelector = [proto, request];

export function registerLanguage(asker: Asker): vscode.Disposable[] {
  const { languages } = vscode;
  const tokens = semanticTokens(asker);
  const formats = formatting(asker);
  return [
    languages.registerCompletionItemProvider(proto, completion(asker), ...completionTriggers),
    languages.registerCompletionItemProvider(request, completion(asker), ...requestTriggers),
    languages.registerHoverProvider(both, hover(asker)),
    languages.registerDefinitionProvider(both, definition(asker)),
    languages.registerTypeDefinitionProvider(both, typeDefinition(asker)),
    languages.registerReferenceProvider(both, references(asker)),
    languages.registerDocumentHighlightProvider(both, highlights(asker)),
    languages.registerDocumentSymbolProvider(both, documentSymbols(asker), { label: 'Protocol Buffers' }),
    languages.registerFoldingRangeProvider(both, folding(asker)),
    languages.registerSelectionRangeProvider(proto, selectionRanges(asker)),
    languages.registerDocumentLinkProvider(proto, documentLinks(asker)),
    languages.registerDocumentSemanticTokensProvider(proto, tokens, semanticTokensLegend),
    languages.registerDocumentRangeSemanticTokensProvider(proto, tokens, semanticTokensLegend),
    languages.registerInlayHintsProvider(proto, inlayHints(asker)),
    languages.registerCodeLensProvider(proto, codeLenses(asker)),
    languages.registerCodeActionsProvider(both, codeActions(asker), {
      providedCodeActionKinds,
    }),
    languages.registerRenameProvider(both, rename(asker)),
    languages.registerCallHierarchyProvider(proto, callHierarchy(asker)),
    languages.registerDocumentFormattingEditProvider(both, formats),
    languages.registerDocumentRangeFormattingEditProvider(both, formats),
    languages.registerOnTypeFormattingEditProvider(proto, formats, ...formattingTriggers),
    renameFiles(asker),
  ];
}
