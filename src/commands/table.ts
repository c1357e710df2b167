// All commands. A new one is a file, an entry here and an entry in package.json.
import { checkWorkspace } from './check-workspace.js';
import { clearSchemaSearch } from './clear-schema-search.js';
import type { Command } from './command.js';
import { copyDiagnosticReport } from './copy-diagnostic-report.js';
import { goToSymbol } from './go-to-symbol.js';
import { refreshSchema } from './refresh-schema.js';
import { restartBackend } from './restart-backend.js';
import { revealInSchema } from './reveal-in-schema.js';
import { searchSchema } from './search-schema.js';
import { showLog } from './show-log.js';

const withFolder = 'workspaceFolderCount != 0';

export const commands: readonly Command[] = [
  { id: 'protopipe.checkWorkspace', enabled: withFolder, whileDown: 'waits', run: checkWorkspace },
  { id: 'protopipe.goToSymbol', enabled: withFolder, whileDown: 'waits', run: goToSymbol },
  { id: 'protopipe.searchSchema', enabled: withFolder, whileDown: 'runs', run: searchSchema },
  { id: 'protopipe.clearSchemaSearch', enabled: withFolder, whileDown: 'runs', run: clearSchemaSearch },
  { id: 'protopipe.refreshSchema', enabled: withFolder, whileDown: 'runs', run: refreshSchema },
  { id: 'protopipe.revealInSchema', enabled: withFolder, whileDown: 'waits', run: revealInSchema },
  { id: 'protopipe.restartBackend', whileDown: 'runs', run: restartBackend },
  { id: 'protopipe.showLog', whileDown: 'runs', run: showLog },
  { id: 'protopipe.copyDiagnosticReport', whileDown: 'runs', run: copyDiagnosticReport },
];
