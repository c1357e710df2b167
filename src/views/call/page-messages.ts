// What a call's panel and its page say to each other: plain data. Text of the target is data in it, never markup.

export type MethodKind = 'unary' | 'server stream' | 'client stream' | 'bidirectional stream';

/** One header or trailer as it is shown. */
export interface MetadataLine {
  readonly name: string;
  readonly value: string;
}

/** Everything that is shown beside messages. */
export interface CallHead {
  readonly title: string;
  /** "package.Service/Method" */
  readonly method: string;
  readonly target: string;
  readonly kind: MethodKind | undefined;
  /** Where the declaration was found, in words; '' while unknown. */
  readonly origin: string;
  readonly phase: 'starting' | 'running' | 'over';
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly headers: readonly MetadataLine[] | undefined;
  readonly headersElapsedMs: number | undefined;
  readonly isSendOpen: boolean;
  readonly isCancelling: boolean;
  readonly canRepeat: boolean;
  readonly end: CallEnd | undefined;
}

export interface CallEnd {
  /** 0: OK; undefined: nobody knows how it ended, or it never began. */
  readonly code: number | undefined;
  /** "NOT_FOUND"; for a call that never began "Not called". */
  readonly label: string;
  readonly message: string;
  /** Decoded google.rpc details, each in JSON. */
  readonly details: readonly string[];
  readonly trailers: readonly MetadataLine[];
  readonly elapsedMs: number | undefined;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface CallCounts {
  /** Rows of the list. */
  readonly rows: number;
  readonly received: number;
  readonly sent: number;
}

export type RowKind = 'received' | 'sent' | 'refused';

export interface MessageRow {
  readonly kind: RowKind;
  readonly number: number;
  /** 0: not known. */
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** The beginning of the JSON, or what is wrong. */
  readonly text: string;
  readonly hasProblem: boolean;
}

export interface MessageDetail {
  readonly row: number;
  readonly kind: RowKind;
  readonly number: number;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** The JSON in one line, or the beginning of it. */
  readonly json: string;
  readonly isCut: boolean;
  /** Of the whole, in bytes. */
  readonly jsonBytes: number;
  readonly problem: string;
  readonly rawHex: string;
  readonly unknownFields: readonly {
    readonly path: string;
    readonly number: number;
    readonly wireType: string;
    readonly valueHex: string;
  }[];
}

export type ToPage =
  /** How far the call is. Answered with `seen` when it is shown; the next one comes after that. */
  | {
      readonly type: 'tick';
      readonly head: CallHead | undefined;
      readonly counts: CallCounts;
      /** The last rows, for a list that follows the stream. */
      readonly last: RowPage;
    }
  | { readonly type: 'rows'; readonly page: RowPage }
  | { readonly type: 'detail'; readonly detail: MessageDetail }
  /** What a person sends next is written on the base of this. */
  | { readonly type: 'draft'; readonly json: string }
  /** The panel shows another call. */
  | { readonly type: 'reset' };

export interface RowPage {
  readonly from: number;
  readonly rows: readonly MessageRow[];
}

export type FromPage =
  /** The page listens. */
  | { readonly type: 'ready' }
  | { readonly type: 'seen' }
  | { readonly type: 'wantRows'; readonly from: number; readonly to: number }
  | { readonly type: 'wantDetail'; readonly row: number }
  | { readonly type: 'openMessage'; readonly row: number }
  | { readonly type: 'copyMessage'; readonly row: number }
  | { readonly type: 'send'; readonly json: string }
  | { readonly type: 'closeSending' }
  | { readonly type: 'cancel' }
  | { readonly type: 'repeat' }
  | { readonly type: 'saveTranscript' };

/** Rows that are shown at most at once, and therefore come with a tick. */
export const maxPageRows = 120;
