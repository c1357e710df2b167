// All commands. A new one is a file, an entry here and an entry in package.json.
import { callMethod, newRequest } from './call-method.js';
import { callRequest } from './call-request.js';
import { cancelCall } from './cancel-call.js';
import { checkWorkspace } from './check-workspace.js';
import { clearSchemaSearch } from './clear-schema-search.js';
import type { Command } from './command.js';
import { compareTarget } from './compare-target.js';
import { copyDiagnosticReport } from './copy-diagnostic-report.js';
import { copyAsBufCurl, copyAsGrpcurl } from './copy-request.js';
import { describe } from './describe.js';
import { discoverTargets } from './discover-targets.js';
import { goToSymbol } from './go-to-symbol.js';
import { listServices } from './list-services.js';
import { pasteCommand } from './paste-command.js';
import { refreshSchema } from './refresh-schema.js';
import { refreshTargets } from './refresh-targets.js';
import { repeatLastCall } from './repeat-last-call.js';
import { restartBackend } from './restart-backend.js';
import { revealInSchema } from './reveal-in-schema.js';
import { saveSchema } from './save-schema.js';
import { saveTranscript } from './save-transcript.js';
import { searchSchema } from './search-schema.js';
import { removeSecret, setSecret } from './secrets.js';
import { selectEnvironment } from './select-environment.js';
import { showLog } from './show-log.js';
import { addTarget, editTarget, removeTarget } from './targets.js';

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
  { id: 'protopipe.callMethod', whileDown: 'waits', run: callMethod },
  { id: 'protopipe.callRequest', whileDown: 'waits', run: callRequest },
  { id: 'protopipe.repeatLastCall', whileDown: 'waits', run: repeatLastCall },
  { id: 'protopipe.cancelCall', whileDown: 'runs', run: cancelCall },
  { id: 'protopipe.saveTranscript', whileDown: 'runs', run: saveTranscript },
  { id: 'protopipe.newRequest', whileDown: 'waits', run: newRequest },
  { id: 'protopipe.copyAsGrpcurl', whileDown: 'waits', run: copyAsGrpcurl },
  { id: 'protopipe.copyAsBufCurl', whileDown: 'waits', run: copyAsBufCurl },
  { id: 'protopipe.pasteCommand', whileDown: 'waits', run: pasteCommand },
  { id: 'protopipe.discoverTargets', whileDown: 'waits', run: discoverTargets },
  { id: 'protopipe.listServices', whileDown: 'waits', run: listServices },
  { id: 'protopipe.describe', whileDown: 'waits', run: describe },
  { id: 'protopipe.saveSchema', whileDown: 'waits', run: saveSchema },
  { id: 'protopipe.compareTarget', whileDown: 'waits', run: compareTarget },
  { id: 'protopipe.addTarget', whileDown: 'runs', run: addTarget },
  { id: 'protopipe.editTarget', whileDown: 'runs', run: editTarget },
  { id: 'protopipe.removeTarget', whileDown: 'runs', run: removeTarget },
  { id: 'protopipe.refreshTargets', whileDown: 'runs', run: refreshTargets },
  { id: 'protopipe.setSecret', whileDown: 'runs', run: setSecret },
  { id: 'protopipe.removeSecret', whileDown: 'runs', run: removeSecret },
  { id: 'protopipe.selectEnvironment', whileDown: 'runs', run: selectEnvironment },
];
