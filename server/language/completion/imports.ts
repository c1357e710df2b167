// Paths of import statements.
import { rootPath } from '../../schema/paths.js';
import type { SourceFile } from '../../schema/source-file.js';
import { Node } from '../../syntax/tree.js';
import { editionText } from '../describe-symbol.js';
import type { FileView } from '../file-view.js';
import type { CompletionItem } from './item.js';

/** Files shown before folders must be walked one by one. */
const maxFiles = 60;

/**
 * Files that can be imported: whole paths while they are few, else the folders and files one level below what is
 * typed. Items replace the whole string; `prefix` is what stands before the cursor.
 */
export function importItems(view: FileView, prefix: string): CompletionItem[] {
  const { snapshot } = view;
  const own = snapshot.file(view.id).name;
  const imported = new Set(snapshot.file(view.id).imports);
  const found: SourceFile[] = [];
  for (const file of snapshot.files) {
    if (!file || file.name === own || imported.has(file.id)) continue;
    if (file.name.toLowerCase().includes(prefix.toLowerCase())) found.push(file);
  }
  if (found.length <= maxFiles) return found.map((file) => fileItem(view, file, own));
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folders = new Set<string>();
  const items: CompletionItem[] = [];
  for (const file of found) {
    const { name } = file;
    if (!name.startsWith(folder)) continue;
    const slash = name.indexOf('/', folder.length);
    if (slash < 0) items.push(fileItem(view, file, own));
    else folders.add(name.slice(0, slash + 1));
  }
  for (const name of folders) items.push({ label: name, kind: 'folder', rank: 2, again: true });
  return items;
}

/** Files of the same folder first. */
function fileItem({ paths, snapshot }: FileView, { id, name, parsed }: SourceFile, own: string): CompletionItem {
  const folder = own.slice(0, own.lastIndexOf('/') + 1);
  const rank = name.startsWith(folder) && !name.slice(folder.length).includes('/') ? 0 : 1;
  const { package: path } = snapshot.table(id);
  const facts = [
    editionText(parsed.nodes[Node.value]),
    ...(path === rootPath ? [] : [`package \`${paths.text(path)}\``]),
  ];
  return { label: name, kind: 'file', rank, documentation: facts.join(' · ') };
}

/** As `importItems` where no quote is typed yet; `end` is what finishes the statement. */
export function quotedImportItems(view: FileView, end: string): CompletionItem[] {
  return importItems(view, '').map((item) => ({
    ...item,
    insert: `"${item.insert ?? item.label}${item.kind === 'folder' ? '' : `"${end}`}`,
    filter: item.label,
  }));
}
