// Paths of import statements.
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
  const names: string[] = [];
  for (const file of snapshot.files) {
    if (!file || file.name === own || imported.has(file.id)) continue;
    if (file.name.toLowerCase().includes(prefix.toLowerCase())) names.push(file.name);
  }
  if (names.length <= maxFiles) return names.map((name) => fileItem(name, own));
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folders = new Set<string>();
  const items: CompletionItem[] = [];
  for (const name of names) {
    if (!name.startsWith(folder)) continue;
    const slash = name.indexOf('/', folder.length);
    if (slash < 0) items.push(fileItem(name, own));
    else folders.add(name.slice(0, slash + 1));
  }
  for (const name of folders) items.push({ label: name, kind: 'folder', rank: 2, again: true });
  return items;
}

/** Files of the same folder first. */
function fileItem(name: string, own: string): CompletionItem {
  const folder = own.slice(0, own.lastIndexOf('/') + 1);
  const rank = name.startsWith(folder) && !name.slice(folder.length).includes('/') ? 0 : 1;
  return { label: name, kind: 'file', rank };
}

/** As `importItems` where no quote is typed yet; `end` is what finishes the statement. */
export function quotedImportItems(view: FileView, end: string): CompletionItem[] {
  return importItems(view, '').map((item) => ({
    ...item,
    insert: `"${item.insert ?? item.label}${item.kind === 'folder' ? '' : `"${end}`}`,
    filter: item.label,
  }));
}
