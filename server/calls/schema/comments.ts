// The comments of a file's source info, by the path of what they stand at.
import type { DescFile } from '@bufbuild/protobuf';

/** As SourceCodeInfo.Location.path: field numbers and indexes of descriptor.proto. */
export type DescriptorPath = readonly number[];

/** Lines without the comment sign, each with the space that follows it. */
export interface Comment {
  readonly leading: readonly string[];
  readonly trailing: readonly string[];
}

export interface CommentIndex {
  get(path: DescriptorPath): Comment | undefined;
}

const indexes = new WeakMap<DescFile, CommentIndex>();

export function commentsOf(file: DescFile): CommentIndex {
  const known = indexes.get(file);
  if (known) return known;
  const comments = new Map<string, Comment>();
  for (const { path, leadingComments, trailingComments } of file.proto.sourceCodeInfo?.location ?? []) {
    if (leadingComments === '' && trailingComments === '') continue;
    comments.set(path.join(), { leading: linesOf(leadingComments), trailing: linesOf(trailingComments) });
  }
  const index: CommentIndex = { get: (path) => comments.get(path.join()) };
  indexes.set(file, index);
  return index;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
